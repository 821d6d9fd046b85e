using System.Data.Common;
using ClinicaMV.Auditing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace ClinicaMV.Data;

/// <summary>
/// Adds lines to the record in one journey: the server waits for the turn, binds each line to the newest one (its place and its hash,
/// as <see cref="AuditLine.HashAfter"/> has them) and commits. Nobody waits while this program is told and answers (decision 23 has what
/// that cost).
/// </summary>
internal sealed class PostgresRecord(PostgresClinicDb db)
{
    private readonly RecordColumns columns = RecordColumns.Of(db);

    /// <param name="commits">Whether the transaction ends with them. What does not apply then fails as a whole.</param>
    public async Task AppendAsync(IReadOnlyCollection<AuditEvent> lines, bool commits, CancellationToken cancel)
    {
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.Transaction = db.Database.CurrentTransaction!.GetDbTransaction();
        // Statements of their own: what is read is what is there once the turn has come.
        command.CommandText = string.Join(';', [db.Dialect.TakeTurn(lines.Select(l => l.Class).Distinct().Order()), .. lines.Select((line, i) => Insert(command, line, i)), commits ? "COMMIT" : ""]);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        foreach (var line in lines)
            await TakeAsync(line, reader, cancel);
        // Until all is said: a commit that fails says so at the end.
        while (await reader.NextResultAsync(cancel))
        {
        }
    }

    private string Insert(DbCommand command, AuditEvent line, int number)
    {
        var fields = columns.Add(command, $"@fields{number}", line.Line().Fields());
        return $"""
            INSERT INTO "AuditEvents" ({columns.Names}, "Seq", "Hash")
            SELECT {columns.Add(command, line, number)}, "End"."Seq" + 1, sha256('\x{AuditLine.Version:x2}' || "End"."Hash" || int8send("End"."Seq" + 1) || {fields})
            FROM ({AuditChain.EndOf(line.Class)} UNION ALL SELECT '{line.Class}', 0, '\x{Convert.ToHexString(AuditLine.Beginning)}') AS "End"("Class", "Seq", "Hash")
            ORDER BY "End"."Seq" DESC LIMIT 1
            RETURNING "Id", "Seq", "Hash"
            """;
    }

    private async Task TakeAsync(AuditEvent line, DbDataReader reader, CancellationToken cancel)
    {
        // What takes the turn answers too.
        while (reader.FieldCount != 3)
            await reader.NextResultAsync(cancel);
        await reader.ReadAsync(cancel);
        var entry = db.Entry(line);
        entry.Property(e => e.Id).CurrentValue = reader.GetInt64(0);
        entry.Property(e => e.Seq).CurrentValue = reader.GetInt64(1);
        entry.Property(e => e.Hash).CurrentValue = (byte[])reader.GetValue(2);
        await reader.NextResultAsync(cancel);
    }
}
