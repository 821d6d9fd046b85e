using System.Diagnostics;
using System.Globalization;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Tests.Auditing;
using ClinicaMV.Tests.Infrastructure;

namespace ClinicaMV.Benchmarks;

/// <summary>A record that has grown: verified as a whole, and pruned while somebody writes.</summary>
internal static class RecordBenchmark
{
    private const int Verified = 1_000_000;
    private const int WritesASecond = 50;
    private static readonly TimeSpan Undisturbed = TimeSpan.FromSeconds(20);

    public static async Task VerifyAsync()
    {
        await Clinics.InAsync<SqliteClinic>(clinic => VerifyAsync(clinic, "SQLite"));
        await Clinics.InAsync<PostgresClinic>(clinic => VerifyAsync(clinic, "PostgreSQL"));
    }

    public static Task PruneAsync() => Clinics.InAsync<SqliteClinic>(clinic => PruneAsync(clinic, int.Parse(Environment.GetEnvironmentVariable("PRUNED_LINES") ?? "5000000", CultureInfo.InvariantCulture)));

    private static async Task VerifyAsync(TestClinic clinic, string database)
    {
        await clinic.InAsync<DemoFill>(fill => fill.AddAuditEventsAsync(Verified, default));
        var (heap, from) = (GC.GetTotalMemory(forceFullCollection: true), Stopwatch.GetTimestamp());
        var verdict = await clinic.VerifyAsync();
        var took = Stopwatch.GetElapsedTime(from).TotalSeconds;
        var grown = GC.GetTotalMemory(forceFullCollection: true) - heap;
        if (!verdict.IsGreen)
            throw new InvalidOperationException($"{verdict.Fault}");
        Scoreboard.Record("record-verify", database, $"{Verified:N0} lines verify in under 10 s with flat memory",
            string.Create(CultureInfo.InvariantCulture, $"{verdict.Lines:N0} lines in {took:0.0} s; {grown / 1024:N0} KiB stay"));
    }

    // The year that the fill makes is more than five years ago by then.
    private static async Task PruneAsync(TestClinic clinic, int lines)
    {
        await clinic.InAsync<DemoFill>(fill => fill.AddAuditEventsAsync(lines, default));
        clinic.Clock.Advance(TimeSpan.FromDays(365 * 6.2));
        await clinic.AddLineAsync(AuditKind.VisitEntry);
        var undisturbed = await WriteAsync(clinic, new CancellationTokenSource(Undisturbed).Token);
        using var stop = new CancellationTokenSource();
        var writing = WriteAsync(clinic, stop.Token);
        var from = Stopwatch.GetTimestamp();
        await clinic.InAsync<AuditPruning>(job => job.RunAsync(default));
        var rate = lines / Stopwatch.GetElapsedTime(from).TotalSeconds;
        await stop.CancelAsync();
        var times = await writing;
        if (!(await clinic.VerifyAsync()).IsGreen)
            throw new InvalidOperationException("The record is not green after pruning.");
        Scoreboard.Record("record-pruning", "SQLite", $"{lines:N0} old lines are pruned while {WritesASecond} a second are written: the writer's p99 at most 5 ms, 100,000 lines a second",
            string.Create(CultureInfo.InvariantCulture, $"{rate:N0} lines a second; {times.Count} writes meanwhile, p50 {At(times, 50):0.0} ms, p99 {At(times, 99):0.0} ms; before it, undisturbed, p50 {At(undisturbed, 50):0.0} ms, p99 {At(undisturbed, 99):0.0} ms"));
    }

    private static double At(List<double> times, int percent) => times[times.Count * percent / 100];

    private static async Task<List<double>> WriteAsync(TestClinic clinic, CancellationToken stop)
    {
        var times = new List<double>();
        using var beat = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / WritesASecond));
        while (!stop.IsCancellationRequested && await beat.WaitForNextTickAsync(CancellationToken.None))
        {
            var from = Stopwatch.GetTimestamp();
            await clinic.AddLineAsync(AuditKind.VisitEntry);
            times.Add(Stopwatch.GetElapsedTime(from).TotalMilliseconds);
        }

        return [.. times.Order()];
    }
}
