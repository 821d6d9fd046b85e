using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace ClinicaMV.Tests.Commands;

/// <summary>A program running as a process of its own. Disposing ends exactly this process, by its id.</summary>
internal sealed partial class ProgramRun : IAsyncDisposable
{
    private const double Mebibyte = 1024 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly List<string> output = [];
    private readonly List<string> errors = [];
    private readonly TaskCompletionSource<Uri> listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ProgramRun(ProcessStartInfo start)
    {
        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Take(output, line.Data);
        process.ErrorDataReceived += (_, line) => Take(errors, line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Id => process.Id;

    public IReadOnlyList<string> Output => Copy(output);

    public IReadOnlyList<string> Errors => Copy(errors);

    /// <summary>Everything it has said, for the message of a test that fails.</summary>
    public string Said => string.Join(Environment.NewLine, [.. Output, .. Errors]);

    /// <param name="settings">Added to the environment, from which the settings of whoever runs the tests are taken out.</param>
    public static ProgramRun Start(string folder, IEnumerable<KeyValuePair<string, string>> settings, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(IsSetting).ToList())
            start.Environment.Remove(name);
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        return new ProgramRun(start);
    }

    /// <summary>The address it serves, as soon as it says so.</summary>
    public async Task<Uri> ListeningAsync()
    {
        var ended = process.WaitForExitAsync();
        await Task.WhenAny(listening.Task, ended, Task.Delay(Patience));
        Assert.True(listening.Task.IsCompleted, $"The program does not listen.{Environment.NewLine}{Said}");
        return await listening.Task;
    }

    /// <summary>Waits for its end.</summary>
    /// <param name="patience">A minute, unless it has more to do.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> EndAsync(TimeSpan? patience = null)
    {
        using var enough = new CancellationTokenSource(patience ?? Patience);
        try
        {
            await process.WaitForExitAsync(enough.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"The program has not ended.{Environment.NewLine}{Said}");
        }

        return process.ExitCode;
    }

    /// <summary>How much processor time it takes while something is done, in cores: 1 is one core all the time.</summary>
    public async Task<(double Cores, TimeSpan Took)> CoresAsync(Func<Task> work)
    {
        process.Refresh();
        var (before, from) = (process.TotalProcessorTime, Stopwatch.GetTimestamp());
        await work();
        process.Refresh();
        var took = Stopwatch.GetElapsedTime(from);
        return ((process.TotalProcessorTime - before) / took, took);
    }

    /// <summary>In MiB, what it holds in memory, how much of that are files, which the system can take back and read again, and the most that it has held.</summary>
    public (double Now, double Files, double Most) Memory()
    {
        process.Refresh();
        var files = File.ReadLines($"/proc/{Id}/status").Single(line => line.StartsWith("RssFile:", StringComparison.Ordinal));
        return (process.WorkingSet64 / Mebibyte, double.Parse(files.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024, process.PeakWorkingSet64 / Mebibyte);
    }

    /// <summary>As the system's service manager asks: SIGTERM.</summary>
    public async Task<int> StopAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", $"{Id}"]))
            await kill.WaitForExitAsync();
        return await EndAsync();
    }

    /// <summary>As a power cut does: SIGKILL.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            await KillAsync();
        process.Dispose();
    }

    private void Take(List<string> lines, string? line)
    {
        if (string.IsNullOrWhiteSpace(line))
            return;

        lock (lines)
            lines.Add(line);
        if (NowListening().Match(line) is { Success: true } match)
            listening.TrySetResult(new Uri(match.Groups[1].Value));
    }

    private static List<string> Copy(List<string> lines)
    {
        lock (lines)
            return [.. lines];
    }

    private static bool IsSetting(string name)
        => name.Contains("__") || name.StartsWith("ASPNETCORE_", StringComparison.OrdinalIgnoreCase) || name is "DOTNET_ENVIRONMENT" or "URLS";

    [GeneratedRegex(@"Now listening on: (?:\\"")?(http[^\s""\\]+)")]
    private static partial Regex NowListening();
}
