using ClinicaMV.Tests.Appointments;
using ClinicaMV.Tests.Infrastructure;

namespace ClinicaMV.Benchmarks;

/// <summary>S18 in full. What is found wrong ends the run: there is no figure for it.</summary>
internal static class RushBenchmark
{
    private const int Attempts = 10_000;

    public static async Task RunAsync()
    {
        await Clinics.InAsync<ServedClinic>(async clinic =>
            RushStories.Proves("SQLite, 1 process", await new Rush(clinic, [new(clinic.Address)], DateOnly.FromDateTime(clinic.Now).AddDays(7)).RunAsync(Attempts), Attempts));
        await Clinics.InAsync<PostgresClinic>(async clinic =>
        {
            await using var servers = await TwoServers.StartAsync(clinic);
            RushStories.Proves("PostgreSQL, 2 processes", await new Rush(clinic, servers.Addresses, DateOnly.FromDateTime(DateTime.UtcNow).AddDays(7)).RunAsync(Attempts), Attempts);
        });
    }
}
