using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Data;

/// <summary>The one folder on disk that belongs to this clinic. Readable by the owner alone.</summary>
public sealed class DataDirectory(IOptions<DatabaseOptions> options, IHostEnvironment environment)
{
    private const int Others = 0b000_111_111;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <exception cref="StartFailure">The folder cannot be made.</exception>
    public string Root { get; } = Make(Path.Combine(environment.ContentRootPath, options.Value.DataDirectory));

    /// <summary>Of the SQLite file: the configured one, or <c>clinica.db</c> here.</summary>
    public string SqliteConnection => options.Value.ConnectionString is { Length: > 0 } configured
        ? configured
        : new SqliteConnectionStringBuilder { DataSource = File("clinica.db") }.ToString();

    /// <summary>How many bytes there is room for.</summary>
    public long Free => new DriveInfo(Root).AvailableFreeSpace;

    /// <summary>The SQLite file itself.</summary>
    public string Database => new SqliteConnectionStringBuilder(SqliteConnection).DataSource;

    /// <summary>
    /// From now on nobody else may read what this process makes, wherever it is: a database that lies elsewhere, what SQLite keeps beside it, what a restore
    /// unpacks. The unit says the same; a container and a shell do not.
    /// </summary>
    public static void KeepOthersOut()
    {
        if (!OperatingSystem.IsWindows())
            _ = SetMask(Others);
    }

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

    // .NET has no name for it.
    [DllImport("libc", EntryPoint = "umask")]
    private static extern int SetMask(int mask);
}
