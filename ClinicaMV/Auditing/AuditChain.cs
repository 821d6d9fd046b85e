using ClinicaMV.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace ClinicaMV.Auditing;

/// <summary>
/// Links new lines of the record to those before them, in the transaction that saves them (decision 23). Each class is a chain of
/// its own, so that each can be pruned from its beginning when its time has come.
/// </summary>
internal static class AuditChain
{
    // In one order, so that two who write to several chains do not wait for each other.
    private static readonly AuditClass[] Classes = Enum.GetValues<AuditClass>();

    public static async Task LinkAsync(ClinicDb db, IReadOnlyCollection<AuditEvent> added, CancellationToken cancel)
    {
        AuditClass[] classes = [.. Classes.Where(c => added.Any(e => e.Class == c))];
        var ends = await EndsAsync(db, classes, cancel);
        foreach (var line in added)
            ends[line.Class] = line.Follow(ends[line.Class]);
    }

    /// <summary>Takes the turn of those chains, until the transaction ends, and reads where they end.</summary>
    private static async Task<Dictionary<AuditClass, ChainEnd>> EndsAsync(ClinicDb db, AuditClass[] classes, CancellationToken cancel)
    {
        var ends = classes.ToDictionary(c => c, _ => ChainEnd.Beginning);
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.Transaction = db.Database.CurrentTransaction!.GetDbTransaction();
        // Statements of their own: what is read is what is there once the turn has come.
        command.CommandText = $"{db.Dialect.TakeTurn(classes)}; {string.Join(" UNION ALL ", classes.Select(EndOf))}";
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (reader.FieldCount != 3)
            await reader.NextResultAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            var (kept, end) = (Enum.Parse<AuditClass>(reader.GetString(0)), new ChainEnd(reader.GetInt64(1), (byte[])reader.GetValue(2)));
            if (end.Seq > ends[kept].Seq)
                ends[kept] = end;
        }

        return ends;
    }

    // All of it may have been pruned: then the checkpoint says where it ended.
    public static string EndOf(AuditClass kept) => $"""
        SELECT * FROM (SELECT '{kept}', "Seq", "Hash" FROM "AuditEvents" WHERE "Class" = '{kept}' ORDER BY "Seq" DESC LIMIT 1) AS "Newest"
        UNION ALL SELECT '{kept}', "Seq", "Hash" FROM "AuditCheckpoints" WHERE "Class" = '{kept}'
        """;
}
