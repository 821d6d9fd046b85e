namespace ClinicaMV.Auditing;

/// <summary>
/// Up to where the chain of one class has been pruned: the place and the hash of the last line that went, signed. What is left verifies
/// from here; whoever deletes older lines by hand cannot make one.
/// </summary>
public sealed class AuditCheckpoint
{
    public required AuditClass Class { get; init; }

    public long Seq { get; private set; }

    public byte[] Hash { get; private set; } = AuditLine.Beginning;

    public DateTime At { get; private set; }

    public string Signature { get; private set; } = "";

    /// <summary>What is wrong with a checkpoint as it lies in the database, whatever that says the class is.</summary>
    internal static ChainFault? FaultOf(AuditSeal seal, string chain, ChainEnd end, string signature)
        => seal.FaultOf(signature, TextOf(chain, end), new(ChainFaultKind.CheckpointForged, chain, end.Seq));

    internal void Move(ChainEnd to, DateTime now, AuditSeal seal)
    {
        (Seq, Hash, At) = (to.Seq, to.Hash, now);
        Signature = seal.Sign(TextOf(Class.ToString(), to));
    }

    private static string TextOf(string chain, ChainEnd end) => $"{chain} {end.Seq} {Convert.ToHexStringLower(end.Hash)}";
}
