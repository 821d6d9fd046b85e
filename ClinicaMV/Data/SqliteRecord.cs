using ClinicaMV.Auditing;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace ClinicaMV.Data;

/// <summary>
/// Adds lines to the record with a statement of our own: whoever adds one keeps all who write waiting, and EF Core needs longer to make
/// a statement than SQLite to carry it out (decision 30).
/// </summary>
internal static class SqliteRecord
{
    public static async Task AppendAsync(SqliteClinicDb db, IReadOnlyCollection<AuditEvent> lines, CancellationToken cancel)
    {
        await AuditChain.LinkAsync(db, lines, cancel);
        var columns = RecordColumns.Of(db);
        foreach (var line in lines)
        {
            await using var command = db.Database.GetDbConnection().CreateCommand();
            command.Transaction = db.Database.CurrentTransaction!.GetDbTransaction();
            command.CommandText = $"""
                INSERT INTO "AuditEvents" ({columns.Names}, "Seq", "Hash") VALUES ({columns.Add(command, line, 0)}, @Seq, {columns.Add(command, "@Hash", line.Hash)}) RETURNING "Id"
                """;
            command.Parameters.Add(new SqliteParameter("@Seq", line.Seq));
            db.Entry(line).Property(e => e.Id).CurrentValue = (long)(await command.ExecuteScalarAsync(cancel))!;
        }
    }
}
