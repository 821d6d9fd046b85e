namespace ClinicaMV.Data;

/// <summary>
/// Held by the process that serves a SQLite clinic, from before its migrations to its end. The operating system lets go
/// of it when the process dies, however it dies.
/// </summary>
public sealed class ProcessLock(DataDirectory data) : IDisposable
{
    private const int WindowsSharingViolation = unchecked((int)0x80070020);
    private const int UnixWouldBlock = 11;

    private FileStream? file;

    /// <exception cref="StartFailure">Another process holds it, or its file belongs to another account.</exception>
    public void Take() => file ??= TryOpen()
        ?? throw new StartFailure($"Database:DataDirectory: another ClinicaMV process is using {data.Root}; SQLite serves one process at a time.");

    public bool TryTake() => (file ??= TryOpen()) is not null;

    public void Dispose() => file?.Dispose();

    // Beside the database itself, wherever that is: two installations may name the same one.
    private FileStream? TryOpen()
    {
        try
        {
            return new FileStream(data.Database + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e.HResult is WindowsSharingViolation or UnixWouldBlock)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw data.FailureOf(e);
        }
    }
}
