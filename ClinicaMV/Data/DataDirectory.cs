using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Data;

/// <summary>The one folder on disk that belongs to this clinic. Readable by the owner alone.</summary>
public sealed class DataDirectory(IOptions<DatabaseOptions> options, IHostEnvironment environment)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <exception cref="StartFailure">The folder cannot be made.</exception>
    public string Root { get; } = Make(Path.Combine(environment.ContentRootPath, options.Value.DataDirectory));

    /// <summary>Of the SQLite file: the configured one, or <c>clinica.db</c> here.</summary>
    public string SqliteConnection => options.Value.ConnectionString is { Length: > 0 } configured
        ? configured
        : new SqliteConnectionStringBuilder { DataSource = File("clinica.db") }.ToString();

    public string File(string name) => Path.Combine(Root, name);

    public string Folder(string name) => Make(Path.Combine(Root, name));

    private static string Make(string path)
    {
        try
        {
            return OperatingSystem.IsWindows()
                ? Directory.CreateDirectory(path).FullName
                : Directory.CreateDirectory(path, OwnerOnly).FullName;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartFailure($"Database:DataDirectory: {e.Message}");
        }
    }
}
