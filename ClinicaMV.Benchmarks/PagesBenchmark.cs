using System.Globalization;
using ClinicaMV.Data;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Tests.Jitsi;

namespace ClinicaMV.Benchmarks;

/// <summary>The ladder of what is possible here, and the portal beside it in the same run, on a real socket.</summary>
internal static class PagesBenchmark
{
    private const int Requests = 10_000;
    private const int MostAtEachSize = 1_500;
    private const double MostGrowth = 1.2;

    private static readonly int[] Appointments = [1_000, 100_000, 1_000_000];

    private static readonly string[] Databases = Environment.GetEnvironmentVariable("DATABASE") is { } asked ? [asked] : ["SQLite", "PostgreSQL"];

    // What the two people of one visit ask for, from the morning's look to the page after it, and what the video server asks and tells meanwhile.
    private static readonly IReadOnlyDictionary<string, int> Visit = new Dictionary<string, int>
    {
        ["list"] = 8, ["join-page"] = 2, ["enter-and-room"] = 2, ["status"] = 150, ["reservation"] = 1, ["webhook"] = 7,
    };

    public static async Task RunAsync()
    {
        foreach (var database in Databases)
            await InAsync(database, clinic => MeasureAsync(clinic, database));
    }

    public static async Task ClimbAsync()
    {
        foreach (var database in Databases)
            await InAsync(database, clinic => LadderAsync(clinic, database));
    }

    /// <summary>The same pages in a clinic that has grown: what a page costs must not grow with what is kept.</summary>
    public static async Task GrowAsync()
    {
        foreach (var database in Databases)
            await InAsync(database, clinic => GrowAsync(clinic, database));
    }

    private static async Task InAsync(string database, Func<TestClinic, Task> measure)
    {
        TestClinic clinic = database == "SQLite" ? new ServedClinic() : new ServedPostgresClinic();
        VideoServer.Prepare(clinic);
        await Clinics.InAsync(clinic, measure);
    }

    private static async Task<Dictionary<(string Rung, int AtOnce), Load>> LadderAsync(TestClinic clinic, string database)
    {
        await using var ladder = await Ladder.StartAsync(clinic, await clinic.BookAsync(clinic.NewDay().AddDays(2)));
        var climbed = new Dictionary<(string, int), Load>();
        foreach (var rung in Ladder.Rungs)
        {
            foreach (var crowd in Load.Crowds)
                climbed[(rung, crowd)] = await ladder.ClimbAsync(rung, crowd, Requests);
            Scoreboard.Record($"ladder-{Array.IndexOf(Ladder.Rungs, rung) + 1}", database, $"what is possible: {rung}", string.Join("; ", Load.Crowds.Select(c => climbed[(rung, c)])));
        }

        return climbed;
    }

    private static async Task MeasureAsync(TestClinic clinic, string database)
    {
        var ladder = await LadderAsync(clinic, database);
        var crowd = await PortalCrowd.OfAsync(clinic);
        var visit = 0.0;
        foreach (var question in crowd.Questions.Where(IsAsked))
        {
            var (rates, times) = (new List<string>(), new List<string>());
            var loads = new List<Load>();
            await Load.WarmUpAsync(Load.Crowds[^1], question.Requests, question);
            foreach (var atOnce in Load.Crowds)
            {
                var (load, rung) = (await Load.RunAsync(atOnce, question.Requests, question.Ask), ladder[(question.Rung, atOnce)]);
                loads.Add(load);
                rates.Add(string.Create(CultureInfo.InvariantCulture, $"{load.Rate / rung.Rate:0.00}"));
                times.Add(string.Create(CultureInfo.InvariantCulture, $"{load.P50 / rung.P50:0.0}"));
            }

            visit += Visit.GetValueOrDefault(question.What) * loads[1].CpuPerRequest;
            Scoreboard.Record($"pages-{question.What}", database, $"{question.What}, beside the rung “{question.Rung}”{(question.Target.Length > 0 ? ": " : "")}{question.Target}",
                $"{string.Join("; ", loads)}; {string.Join(", ", rates)} of its rate, {string.Join(", ", times)} times its p50");
        }

        Scoreboard.Record("visit", database, $"what a visit costs the portal and those who ask, at 8 at once: {string.Join(", ", Visit.Select(v => $"{v.Value} × {v.Key}"))}", string.Create(CultureInfo.InvariantCulture, $"{visit:0} ms CPU"));
    }

    // For whoever looks for what one of them spends its time on.
    private static bool IsAsked(Question question) => Environment.GetEnvironmentVariable("QUESTIONS") is not { } names || names.Split(',').Contains(question.What);

    private static async Task GrowAsync(TestClinic clinic, string database)
    {
        var crowd = await PortalCrowd.OfAsync(clinic);
        var small = new Dictionary<string, Load>();
        var appointments = 0;
        foreach (var size in Appointments.Where(size => size <= Sizes.Asked("APPOINTMENTS", Appointments[^1])))
        {
            await clinic.InAsync<DemoFill>(async fill =>
            {
                await fill.AddAppointmentsAsync(size - appointments, default);
                await fill.AddAuditEventsAsync(10 * (size - appointments), default);
            });
            appointments = size;
            foreach (var question in crowd.Questions.Concat(crowd.Overviews).Where(IsAsked))
            {
                var requests = Math.Min(question.Requests, MostAtEachSize);
                await Load.WarmUpAsync(8, requests, question);
                var load = await Load.RunAsync(8, requests, question.Ask);
                if (!small.TryAdd(question.What, load))
                    RecordGrowth(question, string.Create(CultureInfo.InvariantCulture, $"{database}, {size:N0} appointments"), small[question.What], load);
            }
        }
    }

    // An overview counts what lies in its weeks, all of which the lines of record fill: that may grow.
    private static void RecordGrowth(Question question, string where, Load small, Load large)
    {
        var times = large.CpuPerRequest / small.CpuPerRequest;
        var (requirement, verdict) = question.What.StartsWith("admin-", StringComparison.Ordinal)
            ? ("for comparison: what an overview costs that counts the lines of its weeks", "")
            : ("cost grows by less than 1.2 times from 1,000 appointments, with ten times as many lines of record", times < MostGrowth ? ", holds" : ", missed");
        Scoreboard.Record($"growth-{question.What}", where, requirement, string.Create(CultureInfo.InvariantCulture,
            $"CPU {small.CpuPerRequest:0.00} to {large.CpuPerRequest:0.00} ms: {times:0.00} times{verdict}; p50 {small.P50:0.0} to {large.P50:0.0} ms"));
    }
}
