using System.Data.Common;
using ClinicaMV.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace ClinicaMV.Auditing;

/// <summary>
/// Reads the whole record as it is at one instant and says whether it is the one that was written, or what the first fault is. Reads the
/// rows themselves, one at a time: what no entity could hold is a fault to be told too.
/// </summary>
public sealed class AuditVerification(ClinicDb db, AuditSeal seal)
{
    private const int LinesPerReport = 10_000;

    private const string Lines = """
        SELECT "Class", "Seq", "At", "Kind", "Outcome", "ActorId", "ActorRole", "AppointmentId", "SubjectId", "Reason", "Origin", "Hash",
            "OriginSalt", "IpAddress", "AgentFamily"
        FROM "AuditEvents" ORDER BY "Class", "Seq"
        """;

    private const string Checkpoints = """SELECT "Class", "Seq", "Hash", "Signature" FROM "AuditCheckpoints" ORDER BY "Class" """;

    /// <param name="anchorFile">What the record is held against: our own, or a copy that was kept elsewhere.</param>
    public async Task<AuditVerdict> RunAsync(AnchorFile anchors, string anchorFile, CancellationToken cancel, IProgress<long>? progress = null)
    {
        var (genuine, forged) = await anchors.ReadAsync(anchorFile, cancel);
        return forged is null ? await RunAsync(genuine, cancel, progress) : new(0, forged);
    }

    private async Task<AuditVerdict> RunAsync(IReadOnlyList<AuditAnchor> anchors, CancellationToken cancel, IProgress<long>? progress)
    {
        await using var snapshot = db.Database.CurrentTransaction is null ? await db.SnapshotAsync(cancel) : null;
        var (starts, forged) = await StartsAsync(cancel);
        if (forged is not null)
            return new(0, forged);

        var walks = Enum.GetNames<AuditClass>().ToDictionary(c => c, c => new ChainWalk(c, starts.GetValueOrDefault(c, ChainEnd.Beginning), anchors));
        if (FirstOf(walks, walk => walk.Begin()) is { } rewritten)
            return new(0, rewritten);

        var read = 0L;
        await using var command = Command(Lines);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            if (FaultOf(reader, walks) is { } fault)
                return new(read, fault);
            if (++read % LinesPerReport == 0)
                progress?.Report(read);
        }

        progress?.Report(read);
        return new(read, FirstOf(walks, walk => walk.Finish()));
    }

    public Task<long> CountAsync(CancellationToken cancel) => db.AuditEvents.LongCountAsync(cancel);

    /// <summary>Where each chain begins that has been pruned, or which checkpoint is not ours.</summary>
    private async Task<(Dictionary<string, ChainEnd> Starts, ChainFault? Forged)> StartsAsync(CancellationToken cancel)
    {
        var starts = new Dictionary<string, ChainEnd>();
        await using var command = Command(Checkpoints);
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel))
        {
            var (chain, end) = (Text(row, 0) ?? "", new ChainEnd(row.GetValue(1) as long? ?? 0, row.GetValue(2) as byte[] ?? []));
            if (AuditCheckpoint.FaultOf(seal, chain, end, Text(row, 3) ?? "") is { } fault)
                return (starts, fault);
            starts[chain] = end;
        }

        return (starts, null);
    }

    private static ChainFault? FirstOf(Dictionary<string, ChainWalk> walks, Func<ChainWalk, ChainFault?> step)
        => walks.Values.Select(step).FirstOrDefault(fault => fault is not null);

    private DbCommand Command(string rows)
    {
        var command = db.Database.GetDbConnection().CreateCommand();
        command.Transaction = db.Database.CurrentTransaction!.GetDbTransaction();
        command.CommandText = rows;
        command.CommandTimeout = 0;
        return command;
    }

    private static ChainFault? FaultOf(DbDataReader row, Dictionary<string, ChainWalk> walks)
    {
        var (chain, seq) = (Text(row, 0), row.GetValue(1) as long? ?? 0);
        try
        {
            if (chain is null || !walks.TryGetValue(chain, out var walk))
                return new(ChainFaultKind.Unreadable, chain, seq);

            var line = new AuditLine(chain, seq, row.GetDateTime(2), Text(row, 3)!, Text(row, 4)!, Text(row, 5), Text(row, 6)!,
                Text(row, 7), Text(row, 8), Text(row, 9), Bytes(row, 10));
            return walk.Step(line, Bytes(row, 11)!) ?? FaultOfOrigin(row, line);
        }
        catch (Exception e) when (e is FormatException or InvalidCastException or OverflowException)
        {
            return new(ChainFaultKind.Unreadable, chain, seq);
        }
    }

    // Once the salt is erased, the network that is left of the address is only for people to read; whose it is nobody vouches for.
    private static ChainFault? FaultOfOrigin(DbDataReader row, AuditLine line)
    {
        var (salt, address, family) = (Bytes(row, 12), Text(row, 13), Text(row, 14));
        var isWhole = salt is null ? family is null && (address is null || Network.IsOne(address)) : AuditLine.Commit(salt, address, family).AsSpan().SequenceEqual(line.Origin);
        return isWhole ? null : new(ChainFaultKind.OriginAltered, line.Class, line.Seq);
    }

    private static string? Text(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static byte[]? Bytes(DbDataReader row, int column) => row.IsDBNull(column) ? null : (byte[])row.GetValue(column);
}
