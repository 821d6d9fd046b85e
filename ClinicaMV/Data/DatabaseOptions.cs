using ClinicaMV.Clinic;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace ClinicaMV.Data;

public enum DatabaseProvider
{
    Sqlite,
    PostgreSql,
}

/// <summary>Where the facts live (section <c>Database</c>).</summary>
public sealed class DatabaseOptions
{
    public const string Section = "Database";

    [Option("`Sqlite` (one process) or `PostgreSql`")]
    public DatabaseProvider Provider { get; set; } = DatabaseProvider.Sqlite;

    [Option("required for PostgreSQL; for SQLite `clinica.db` in the data directory")]
    public string ConnectionString { get; set; } = "";

    [Option("the SQLite file, its keys, its lock and the pickup mail; relative to the content root")]
    public string DataDirectory { get; set; } = "data";

    public sealed class Validator : OptionsValidator<DatabaseOptions>
    {
        protected override IEnumerable<string> FaultsOf(DatabaseOptions o)
        {
            if (!Enum.IsDefined(o.Provider))
                yield return "Database:Provider must be Sqlite or PostgreSql.";
            if (o.DataDirectory.Length == 0)
                yield return "Database:DataDirectory is missing.";
            if (o.ConnectionString.Length == 0 && o.Provider == DatabaseProvider.PostgreSql)
                yield return "Database:ConnectionString is missing; PostgreSql needs one.";
            else if (o.ConnectionString.Length > 0 && !NamesADatabase(o.Provider, o.ConnectionString))
                yield return $"Database:ConnectionString does not name a database of {o.Provider}.";
        }

    }

    /// <summary>Whether it is a connection string of a database of that kind. What it says is never shown: it may hold a password.</summary>
    internal static bool NamesADatabase(DatabaseProvider provider, string connection)
    {
        try
        {
            return provider == DatabaseProvider.PostgreSql
                ? new NpgsqlConnectionStringBuilder(connection).Host?.Length > 0
                : new SqliteConnectionStringBuilder(connection).DataSource.Length > 0;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or OverflowException)
        {
            return false;
        }
    }
}
