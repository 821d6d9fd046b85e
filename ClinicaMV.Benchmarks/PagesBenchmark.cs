using System.Globalization;
using ClinicaMV.Data;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Tests.Jitsi;

namespace ClinicaMV.Benchmarks;

/// <summary>The ladder of what is possible here, and the portal beside it in the same run, on a real socket.</summary>
internal static class PagesBenchmark
{
    private const int Requests = 2_000;

    public static async Task RunAsync()
    {
        await InAsync("SQLite", clinic => MeasureAsync(clinic, "SQLite"));
        await InAsync("PostgreSQL", clinic => MeasureAsync(clinic, "PostgreSQL"));
    }

    public static async Task ClimbAsync()
    {
        await InAsync("SQLite", clinic => LadderAsync(clinic, "SQLite"));
        await InAsync("PostgreSQL", clinic => LadderAsync(clinic, "PostgreSQL"));
    }

    /// <summary>The same pages in a clinic that has grown: what a page costs must not grow with what is kept.</summary>
    public static async Task GrowAsync()
    {
        foreach (var database in new[] { "SQLite", "PostgreSQL" })
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
        foreach (var (what, requests, rung, ask) in crowd.Questions)
        {
            var loads = new List<Load>();
            await Load.RunAsync(1, requests / 10, ask);
            foreach (var atOnce in Load.Crowds)
                loads.Add(await Load.RunAsync(atOnce, requests, ask));
            var share = loads.Select(l => (l.Rate / ladder[(rung, l.AtOnce)].Rate).ToString("0.00", CultureInfo.InvariantCulture));
            Scoreboard.Record($"pages-{what}", database, $"{what}; as a share of the rung “{rung}”", $"{string.Join("; ", loads)}; shares {string.Join(", ", share)}");
        }

        Scoreboard.Record("pages-memory", database, "under 180 MB after load, clinic, ladder and those who ask together", $"{Environment.WorkingSet / 1024 / 1024} MiB");
    }

    private static async Task GrowAsync(TestClinic clinic, string database)
    {
        var crowd = await PortalCrowd.OfAsync(clinic);
        var small = new Dictionary<string, Load>();
        var (appointments, lines) = (0, 0);
        foreach (var size in new[] { 1_000, 100_000 })
        {
            await clinic.InAsync<DemoFill>(async fill =>
            {
                await fill.AddAppointmentsAsync(size - appointments, default);
                await fill.AddAuditEventsAsync(10 * size - lines, default);
            });
            (appointments, lines) = (size, 10 * size);
            foreach (var (what, requests, _, ask) in crowd.Questions.Where(q => q.What is not ("sign-in" or "reservation" or "event")))
            {
                await Load.RunAsync(8, requests / 4, ask);
                var load = await Load.RunAsync(8, requests / 3, ask);
                if (!small.TryAdd(what, load))
                    Scoreboard.Record($"growth-{what}", database, "cost grows by less than 1.2 times from 1,000 to 100,000 appointments and ten times as many lines of record",
                        string.Create(CultureInfo.InvariantCulture, $"CPU {small[what].CpuPerRequest:0.00} to {load.CpuPerRequest:0.00} ms ({load.CpuPerRequest / small[what].CpuPerRequest:0.00} times), p50 {small[what].P50:0.0} to {load.P50:0.0} ms"));
            }
        }
    }
}
