using ClinicaMV.Tests.Appointments;
using ClinicaMV.Tests.Infrastructure;

namespace ClinicaMV.Benchmarks;

/// <summary>S18 in full. What is found wrong ends the run: there is no figure for it.</summary>
internal static class RushBenchmark
{
    private const int Attempts = 10_000;
    private const string Requirement = "double booking is impossible, for specialist and patient, on booking and on moving";

    public static async Task RunAsync()
    {
        await Clinics.InAsync<ServedClinic>(async clinic =>
            Record("SQLite, 1 process", await new Rush(clinic, [new(clinic.Address)], DateOnly.FromDateTime(clinic.Now).AddDays(7)).RunAsync(Attempts)));
        await Clinics.InAsync<PostgresClinic>(async clinic =>
        {
            await using var servers = await TwoServers.StartAsync(clinic);
            Record("PostgreSQL, 2 processes", await new Rush(clinic, servers.Addresses, DateOnly.FromDateTime(DateTime.UtcNow).AddDays(7)).RunAsync(Attempts));
        });
    }

    private static void Record(string where, RushFigures figures)
    {
        RushStories.Proves(figures, Attempts);
        Scoreboard.Record("S18", where, Requirement, $"{figures}");
    }
}
