using System.Data.Common;
using System.Xml.Linq;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace ClinicaMV.Operating;

/// <summary>What was copied: how many rows of each table, and how many lines of record were verified there.</summary>
public sealed record CopiedDatabase(IReadOnlyDictionary<string, long> Rows, long Lines);

/// <summary>
/// Copies a SQLite clinic, keys included, into an empty PostgreSQL database: all of it in one transaction, which is committed only when
/// every table has as many rows as here and the record verifies there, with the keys that are there.
/// </summary>
public sealed class DatabaseCopy(SqliteClinicDb source, DataDirectory data, IServiceProvider services)
{
    private const string Keys = "DataProtectionKeys";

    /// <exception cref="StartFailure">The target is not empty, or what came of it is not what is here.</exception>
    public async Task<CopiedDatabase> RunAsync(string connection, CancellationToken cancel)
    {
        await using var target = new PostgresClinicDb(new DbContextOptionsBuilder<PostgresClinicDb>().UseNpgsql(To(connection)).UseApplicationServiceProvider(services).Options);
        await using var snapshot = await source.SnapshotAsync(cancel);
        var tables = InOrder(target.GetService<IDesignTimeModel>().Model.GetRelationalModel());
        var rows = RowsHere(tables);
        await RefuseClinicAsync(target, cancel);
        await target.Database.MigrateAsync(cancel);

        await using var transaction = await target.Database.BeginTransactionAsync(cancel);
        // What migrations have put there comes from here as well.
        var truncate = $"TRUNCATE {string.Join(", ", tables.Select(t => Quoted(t.Name)))}";
        await target.Database.ExecuteSqlRawAsync(truncate, cancel);
        foreach (var table in tables)
            await CopyAsync(table, target, cancel);
        rows[Keys] += await CopyKeysAsync(target, cancel);
        await SetSequencesAsync(tables, target, cancel);
        await VerifyRowsAsync(rows, target, cancel);
        var lines = await VerifyRecordAsync(target, cancel);
        await transaction.CommitAsync(cancel);
        return new(rows, lines);
    }

    /// <summary>How the target is opened: as the portal opens its own, but what is asked there takes as long as the clinic is large, and no page waits for it.</summary>
    public string To(string connection) => services.PostgresConnection("Command Timeout=0;" + connection);

    // By SQLite's own count: what the copy says of itself proves nothing.
    private Dictionary<string, long> RowsHere(List<ITable> tables)
    {
        var rows = new Dictionary<string, long>(SqliteFile.RowsIn(source.Database.GetDbConnection()));
        rows.Remove(HistoryRepository.DefaultTableName);
        var others = rows.Keys.Except(tables.Select(t => t.Name)).Concat(tables.Select(t => t.Name).Except(rows.Keys)).Order(StringComparer.Ordinal).ToList();
        return others.Count == 0 ? rows : throw new StartFailure($"database copy: here and there are not the same tables ({string.Join(", ", others)}); nothing was changed.");
    }

    // Before anything is migrated there: a clinic of an older version goes on with what it has.
    private static async Task RefuseClinicAsync(PostgresClinicDb target, CancellationToken cancel)
    {
        if ((await target.Database.GetAppliedMigrationsAsync(cancel)).Any() && (await target.Users.AnyAsync(cancel) || await target.AuditEvents.AnyAsync(cancel)))
            throw new StartFailure("database copy: there is a clinic in that database already; nothing was changed.");
    }

    /// <summary>A table comes after those it points to.</summary>
    private static List<ITable> InOrder(IRelationalModel model)
    {
        List<ITable> ordered = [], left = [.. model.Tables.OrderBy(t => t.Name, StringComparer.Ordinal)];
        while (left.Count > 0)
        {
            var ready = left.FindAll(t => t.ForeignKeyConstraints.All(k => k.PrincipalTable == t || ordered.Contains(k.PrincipalTable)));
            ordered.AddRange(ready);
            if (left.RemoveAll(ready.Contains) == 0)
                throw new InvalidOperationException($"{left[0].Name} points to itself by way of others.");
        }

        return ordered;
    }

    private async Task CopyAsync(ITable table, PostgresClinicDb target, CancellationToken cancel)
    {
        IColumn[] columns = [.. table.Columns.Where(c => c.ComputedColumnSql is null)];
        string[] types = [.. columns.Select(c => c.StoreType.Split('(')[0])];
        var names = string.Join(", ", columns.Select(c => Quoted(c.Name)));
        await using var command = source.Database.GetDbConnection().CreateCommand();
        command.Transaction = source.Database.CurrentTransaction!.GetDbTransaction();
        command.CommandText = $"SELECT {names} FROM {Quoted(table.Name)}";
        await using var reader = await command.ExecuteReaderAsync(cancel);
        await using var import = await ((NpgsqlConnection)target.Database.GetDbConnection()).BeginBinaryImportAsync($"COPY {Quoted(table.Name)} ({names}) FROM STDIN (FORMAT BINARY)", cancel);
        while (await reader.ReadAsync(cancel))
        {
            await import.StartRowAsync(cancel);
            for (var i = 0; i < columns.Length; i++)
            {
                if (await reader.IsDBNullAsync(i, cancel))
                    await import.WriteNullAsync(cancel);
                else
                    await import.WriteAsync(ValueOf(reader, i, types[i]), types[i], cancel);
            }
        }

        await import.CompleteAsync(cancel);
    }

    // SQLite knows numbers, text and bytes; what they mean is for the other's column to say.
    private static object ValueOf(DbDataReader row, int column, string type) => type switch
    {
        "boolean" => row.GetBoolean(column),
        "integer" => row.GetInt32(column),
        "bigint" => row.GetInt64(column),
        "smallint" => row.GetInt16(column),
        "double precision" => row.GetDouble(column),
        "numeric" => row.GetDecimal(column),
        "bytea" => row.GetFieldValue<byte[]>(column),
        "timestamp with time zone" => DateTime.SpecifyKind(row.GetDateTime(column), DateTimeKind.Utc),
        "date" => row.GetFieldValue<DateOnly>(column),
        "time without time zone" => row.GetFieldValue<TimeOnly>(column),
        "interval" => row.GetFieldValue<TimeSpan>(column),
        _ => row.GetString(column),
    };

    // Beside the SQLite file there, in the database here. Without them no session, no sealed secret and no anchor would be worth anything.
    private async Task<long> CopyKeysAsync(PostgresClinicDb target, CancellationToken cancel)
    {
        var keys = Directory.GetFiles(data.Folder(BackupManifest.Keys), "*.xml");
        foreach (var key in keys)
        {
            var (name, xml) = (Path.GetFileNameWithoutExtension(key), await File.ReadAllTextAsync(key, cancel));
            // The declaration of a file's encoding has no place in a text.
            var element = XElement.Parse(xml).ToString(SaveOptions.DisableFormatting);
            await target.Database.ExecuteSqlAsync($"""INSERT INTO "DataProtectionKeys" ("FriendlyName", "Xml") VALUES ({name}, {element})""", cancel);
        }

        return keys.Length;
    }

    private static async Task SetSequencesAsync(List<ITable> tables, PostgresClinicDb target, CancellationToken cancel)
    {
        foreach (var (table, column) in tables.SelectMany(t => t.Columns.Where(c => c.StoreType is "integer" or "bigint").Select(c => (t.Name, c.Name))))
        {
            var literal = Quoted(table).Replace("'", "''", StringComparison.Ordinal);
            var set = $"""
                SELECT setval(pg_get_serial_sequence('{literal}', '{column}'), (SELECT coalesce(max({Quoted(column)}), 0) + 1 FROM {Quoted(table)}), false)
                WHERE pg_get_serial_sequence('{literal}', '{column}') IS NOT NULL
                """;
            await target.Database.ExecuteSqlRawAsync(set, cancel);
        }
    }

    private static async Task VerifyRowsAsync(Dictionary<string, long> rows, PostgresClinicDb target, CancellationToken cancel)
    {
        foreach (var (table, count) in rows)
        {
            var query = $"SELECT count(*) AS \"Value\" FROM {Quoted(table)}";
            if (await target.Database.SqlQueryRaw<long>(query).SingleAsync(cancel) is var there && there != count)
                throw new StartFailure($"database copy: {table} has {count} rows here and {there} there; nothing was copied.");
        }
    }

    private async Task<long> VerifyRecordAsync(PostgresClinicDb target, CancellationToken cancel)
    {
        var keys = await target.DataProtectionKeys.AsNoTracking().Select(k => k.Xml!).ToListAsync(cancel);
        await using var protection = KeyRing.ProtectionBy(new KeysThere([.. keys.Select(XElement.Parse)]));
        var seal = ActivatorUtilities.CreateInstance<AuditSeal>(protection);
        var anchors = new AnchorFile(data, seal);
        return (await new AuditVerification(target, seal).RunAsync(anchors, anchors.Path, cancel)).LinesOr("database copy: the record there does not verify; nothing was copied.");
    }

    private static string Quoted(string name) => $"\"{name}\"";

    /// <summary>Those of the database, as nobody but the transaction sees them yet.</summary>
    private sealed class KeysThere(List<XElement> keys) : IXmlRepository
    {
        public IReadOnlyCollection<XElement> GetAllElements() => keys.AsReadOnly();

        // When all are too old to sign with, one is made that is never used.
        public void StoreElement(XElement element, string friendlyName) => keys.Add(element);
    }
}
