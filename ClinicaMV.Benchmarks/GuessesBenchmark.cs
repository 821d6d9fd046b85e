using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Tests.Limits;
using Xunit;

namespace ClinicaMV.Benchmarks;

/// <summary>S10 in full: ten thousand passwords against one account within an hour, from one place and from as many places.</summary>
internal static class GuessesBenchmark
{
    private const int Attempts = 10_000;
    private const int MostLookedAt = 50;

    public static async Task RunAsync()
    {
        await Clinics.InAsync<SqliteClinic>(clinic => MeasureAsync("SQLite", clinic));
        await Clinics.InAsync<PostgresClinic>(clinic => MeasureAsync("PostgreSQL", clinic));
    }

    private static async Task MeasureAsync(string where, TestClinic clinic)
    {
        var home = await clinic.SignedInAsync(clinic.Bruno);
        await (await home.OpenAsync("/Identity/Account/Logout")).SubmitAsync("Salir");
        var everywhere = await new Guesses(clinic, clinic.Bruno).RunAsync(Attempts, i => $"198.18.{i / 256}.{i % 256}");
        Assert.InRange(everywhere, 1, MostLookedAt);
        (await home.SignInAsync(clinic.Bruno.Email!, TestClinic.Password)).IsAt("/Today");

        // The outer limit, in memory, answers most of these before the brakes do.
        var onePlace = await new Guesses(clinic, clinic.Ana).RunAsync(Attempts, _ => "203.0.113.9");
        Assert.InRange(onePlace, 1, MostLookedAt);
        (await clinic.Visitor().SignInAsync(clinic.Ana.Email!, TestClinic.Password)).IsAt("/Appointments");
        Scoreboard.Record("S10", where, "brute force", $"{Attempts} passwords against one account in an hour: {everywhere} looked at from as many places, {onePlace} from one; the owner entered");
    }
}
