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

    public DatabaseProvider Provider { get; set; } = DatabaseProvider.Sqlite;

    /// <summary>Required for PostgreSQL; SQLite's default is <c>clinica.db</c> in the data directory.</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>Folder of the SQLite file, its keys and the pickup mail; relative to the content root.</summary>
    public string DataDirectory { get; set; } = "data";
}
