using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Tests.Web;
using Xunit;

namespace ClinicaMV.Benchmarks;

/// <summary>S17 in full: every route that takes an id, five people, two hundred ids that are none of theirs.</summary>
internal static class ForeignBenchmark
{
    private const int Ids = 200;

    public static async Task RunAsync()
    {
        await Clinics.InAsync<SqliteClinic>(clinic => MeasureAsync("SQLite", clinic));
        await Clinics.InAsync<PostgresClinic>(clinic => MeasureAsync("PostgreSQL", clinic));
    }

    private static async Task MeasureAsync(string where, TestClinic clinic)
    {
        var foreign = new ForeignIds(clinic);
        var routes = await foreign.TryAsync(Ids);
        Assert.Equal([], foreign.Leaks);
        Scoreboard.Record("S17", where, "strangers get 404", $"{routes} routes × 5 people × {Ids} ids, GET and POST: {foreign.Asked} asked, {foreign.HeldBack} held back by a limit, {foreign.Leaks.Count} leaks");
    }
}
