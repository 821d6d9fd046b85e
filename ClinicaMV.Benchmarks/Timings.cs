using System.Diagnostics;
using System.Globalization;

namespace ClinicaMV.Benchmarks;

/// <summary>How long something takes, beside something plain in the same run, so that the figure means something on another machine.</summary>
internal sealed class Timings
{
    private readonly List<double> measured = [];
    private readonly List<double> plain = [];

    public static async Task<Timings> OfAsync(Func<Task> work, Func<Task> baseline, int warmUps = 300, int rounds = 500)
    {
        var timings = new Timings();
        for (var round = -warmUps; round < rounds; round++)
        {
            var (took, tookPlain) = (await TimeAsync(work), await TimeAsync(baseline));
            if (round < 0)
                continue;

            timings.measured.Add(took);
            timings.plain.Add(tookPlain);
        }

        return timings;
    }

    public double P50 => At(measured, 50);

    public double P95 => At(measured, 95);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"p50 {At(measured, 50):0.0} ms, p95 {At(measured, 95):0.0} ms; {At(measured, 50) / At(plain, 50):0.0} times one row read by key ({At(plain, 50):0.00} ms)");

    private static async Task<double> TimeAsync(Func<Task> work)
    {
        var from = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(from).TotalMilliseconds;
    }

    private static double At(List<double> times, int percent) => times.Order().ElementAt(times.Count * percent / 100);
}
