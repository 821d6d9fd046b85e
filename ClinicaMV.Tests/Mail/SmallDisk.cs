using System.Diagnostics;

namespace ClinicaMV.Tests.Mail;

/// <summary>A disk of its own in memory, mounted on a folder, that can be filled to the last byte. Only root can mount one.</summary>
internal sealed class SmallDisk : IDisposable
{
    private const int Megabytes = 64;
    private readonly string folder;

    public SmallDisk(string folder)
    {
        this.folder = Directory.CreateDirectory(folder).FullName;
        Run("mount", "-t", "tmpfs", "-o", $"size={Megabytes}m,mode=700", "tmpfs", this.folder);
    }

    /// <summary>Until what it gives is disposed, not a byte more can be written.</summary>
    public Task<IAsyncDisposable> FillAsync()
    {
        var ballast = Path.Combine(folder, "ballast");
        using var file = new FileStream(ballast, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var (block, filled) = (new byte[64 * 1024], false);
        while (!filled)
        {
            try
            {
                file.Write(block);
            }
            catch (IOException)
            {
                filled = true;
            }
        }

        return Task.FromResult<IAsyncDisposable>(new Ballast(ballast));
    }

    public void Dispose() => Run("umount", "-l", folder);

    private static void Run(string program, params string[] arguments)
    {
        using var run = Process.Start(program, arguments);
        run.WaitForExit();
        if (run.ExitCode != 0)
            throw new InvalidOperationException($"{program} failed: only root can mount a disk in memory.");
    }

    private sealed class Ballast(string file) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            File.Delete(file);
            return ValueTask.CompletedTask;
        }
    }
}
