using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Data;

/// <summary>The one folder on disk that belongs to this clinic. Readable by the owner alone.</summary>
public sealed class DataDirectory(IOptions<DatabaseOptions> options, IHostEnvironment environment)
{
    private const int Others = 0b000_111_111;

    // What SQLite wants beside a database before it opens it, and some.
    private const long LeastRoom = 256 * 1024;

    private const string FileName = "clinica.db";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <exception cref="StartFailure">The folder cannot be made.</exception>
    public string Root { get; } = Make(Path.Combine(environment.ContentRootPath, options.Value.DataDirectory));

    /// <summary>Of the SQLite file: the configured one, or one here.</summary>
    public string SqliteConnection => options.Value.ConnectionString is { Length: > 0 } configured
        ? configured
        : new SqliteConnectionStringBuilder { DataSource = File(FileName) }.ToString();

    /// <summary>The SQLite file itself.</summary>
    public string Database => new SqliteConnectionStringBuilder(SqliteConnection).DataSource;

    /// <summary>Where the SQLite file is, or would be: nothing is made for the question.</summary>
    public static string DatabaseOf(DatabaseOptions options, IHostEnvironment environment) => options.ConnectionString is { Length: > 0 } configured
        ? new SqliteConnectionStringBuilder(configured).DataSource
        : Path.GetFullPath(Path.Combine(environment.ContentRootPath, options.DataDirectory, FileName));

    /// <summary>How many bytes there is room for where the data lie; where the SQLite file is on another disk, on the one that has less.</summary>
    public long Free => DataFolders.Min(FreeIn) ?? 0;

    /// <summary>Of the folders in which a SQLite clinic writes, also what SQLite keeps for a moment, those without room.</summary>
    public IEnumerable<string> Full
        => DataFolders.Append(Environment.GetEnvironmentVariable("SQLITE_TMPDIR") ?? Path.GetTempPath()).Distinct().Where(folder => FreeIn(folder) < LeastRoom);

    /// <summary>What went wrong with the SQLite file or beside it, with the folders that have no room: SQLite calls that an I/O error.</summary>
    public StartFailure FailureOf(Exception e)
    {
        var key = options.Value.ConnectionString.Length > 0 ? nameof(DatabaseOptions.ConnectionString) : nameof(DatabaseOptions.DataDirectory);
        return new($"Database:{key}: {e.Message.ReplaceLineEndings(" ")}{string.Concat(Full.Select(folder => $" There is no room left in {folder}."))}");
    }

    private IEnumerable<string> DataFolders => options.Value.Provider == DatabaseProvider.Sqlite
        && Path.GetDirectoryName(Path.GetFullPath(Database)) is { } elsewhere && elsewhere != Path.TrimEndingDirectorySeparator(Root) ? [Root, elsewhere] : [Root];

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

    // What is gone, or not ours to ask about, has another fault than that.
    private static long? FreeIn(string folder)
    {
        try
        {
            return new DriveInfo(folder).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

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
