using ClinicaMV.Data;

namespace ClinicaMV.Auditing;

public enum ChainFaultKind
{
    /// <summary>A line does not follow from the one before it: it, or the hash of one before it, was changed afterwards.</summary>
    Altered,

    /// <summary>Numbers are missing between two lines: lines were deleted, or put elsewhere.</summary>
    Missing,

    /// <summary>Address or browser of a line is not what was recorded.</summary>
    OriginAltered,

    /// <summary>A line holds what no version of this program writes.</summary>
    Unreadable,

    /// <summary>A line stands where none can: before the first, or where everything was pruned.</summary>
    Inserted,

    /// <summary>The checkpoint that says what was pruned is not ours: somebody wanted to hide a deletion.</summary>
    CheckpointForged,

    /// <summary>The chain ends before a line to which an anchor was set: the newest lines were cut off.</summary>
    Cut,

    /// <summary>The chain is sound in itself and not the one to which the anchor was set: it was rewritten as a whole.</summary>
    Rewritten,

    /// <summary>A line of the anchor file is not ours: it was changed.</summary>
    AnchorForged,

    /// <summary>A checkpoint, or a line of the anchor file, names a signing key that is not here: whether it is ours can be told once that is back.</summary>
    KeyLost,

    /// <summary>The line that was anchored last is not in the anchor file: the file, or a part of it, was deleted.</summary>
    AnchorsLost,
}

/// <summary>The first thing that is wrong with the record.</summary>
/// <param name="Chain">Which one; of a line of the anchor file, none; of that file itself, its name.</param>
/// <param name="Seq">The place in the chain, or the line of the anchor file; of that file itself, how many lines it has.</param>
/// <param name="Last">Of what is missing the last place.</param>
/// <param name="Key">The Data Protection key that is lost.</param>
public sealed record ChainFault(ChainFaultKind Kind, string? Chain, long Seq, long? Last = null, Guid? Key = null)
{
    /// <summary>For the command line.</summary>
    public override string ToString() => Kind switch
    {
        ChainFaultKind.Altered => $"{Chain} {Seq}: this line, or the hash before it, was changed after it was written.",
        ChainFaultKind.Missing => $"{Chain} {(Last > Seq ? $"{Seq} to {Last}" : Seq)}: missing; deleted, or put elsewhere.",
        ChainFaultKind.OriginAltered => $"{Chain} {Seq}: address or browser is not what was recorded; the rest of the line is.",
        ChainFaultKind.Unreadable => $"{Chain} {Seq}: holds what ClinicaMV never writes; damaged, or written by hand.",
        ChainFaultKind.Inserted => $"{Chain} {Seq}: stands where the chain has no lines, or none any more; put there by hand.",
        ChainFaultKind.CheckpointForged => $"{Chain} {Seq}: the checkpoint of what was pruned is not signed by this installation: older lines were deleted by hand.",
        ChainFaultKind.Cut => $"{Chain} {Seq}: the newest lines are missing from here on; an anchor holds more.",
        ChainFaultKind.Rewritten => $"{Chain} {Seq}: an anchor holds another hash; the record up to here was rewritten after that anchor, or the anchor is another clinic's.",
        ChainFaultKind.AnchorForged => $"Anchor, line {Seq}: not signed by this installation; changed by hand, or another clinic's.",
        ChainFaultKind.AnchorsLost => $"{Chain}, {Seq} lines: the line that was anchored last is not there; the file, or the end of it, was deleted or put back from an older copy. The record is sound in itself, but nothing here shows any more whether it was rewritten as a whole or cut off before: hold it against a copy that was kept elsewhere (audit verify --anchor).",
        _ => $"{(Chain is null ? $"Anchor, line {Seq}" : $"{Chain} {Seq}: the checkpoint of what was pruned")}: signed with the Data Protection key {Key}, which is not here. Whether it is genuine can be told once that key is restored from a backup (key-{Key}.xml among the keys of SQLite, a row of DataProtectionKeys in PostgreSQL); what that key signed is unproven until then. A key that never was here is another clinic's.",
    };
}

/// <summary>What a verification has found.</summary>
/// <param name="Lines">How many lines were read until then.</param>
public sealed record AuditVerdict(long Lines, ChainFault? Fault)
{
    public bool IsGreen => Fault is null;

    /// <exception cref="StartFailure">It is not green.</exception>
    public long LinesOr(string complaint) => Fault is null ? Lines : throw new StartFailure($"{complaint} {Fault}");
}
