using ClinicaMV.Data;
using ClinicaMV.Tests.Commands;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Tests.Visits;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Benchmarks;

/// <summary>What a thousand people in the waiting room cost the server.</summary>
internal static class WaitingBenchmark
{
    private const int Patients = 1_000;

    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(60);

    public static async Task RunAsync()
    {
        await Clinics.InAsync<SqliteClinic>(clinic => MeasureAsync(clinic, "SQLite", installation => installation.With("Database:Provider", "Sqlite")));
        await Clinics.InAsync<PostgresClinic>(clinic => MeasureAsync(clinic, "PostgreSQL", installation
            => installation.With("Database:Provider", "PostgreSql").With("Database:ConnectionString", clinic.Services.GetRequiredService<IOptions<DatabaseOptions>>().Value.ConnectionString!)));
    }

    private static async Task MeasureAsync(TestClinic clinic, string database, Func<Installation, Installation> with)
    {
        using var installation = with(Installation.ForDevelopment().With("Clinic:Demo", "false"));
        var figures = await new WaitingCrowd(clinic, installation).WaitAsync(Patients, Duration);
        if (figures.Wrong > 0)
            throw new InvalidOperationException($"{figures.Wrong} answers were wrong.");
        Scoreboard.Record("waiting", database, $"{Patients:N0} people who wait cost under 10 % of one core", $"{figures}");
    }
}
