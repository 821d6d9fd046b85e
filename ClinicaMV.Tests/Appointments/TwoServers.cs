using ClinicaMV.Data;
using ClinicaMV.Tests.Commands;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Tests.Appointments;

/// <summary>The built program twice, as processes of their own, over a clinic's PostgreSQL database.</summary>
internal sealed class TwoServers : IAsyncDisposable
{
    private readonly List<(Installation Installation, ProgramRun Run)> running = [];
    private readonly List<Uri> addresses = [];

    public IReadOnlyList<Uri> Addresses => addresses;

    public static async Task<TwoServers> StartAsync(PostgresClinic clinic)
    {
        var database = clinic.Services.GetRequiredService<IOptions<DatabaseOptions>>().Value;
        var servers = new TwoServers();
        for (var i = 0; i < 2; i++)
        {
            var installation = Installation.ForDevelopment().With("Clinic:Demo", "false")
                .With("Database:Provider", $"{database.Provider}").With("Database:ConnectionString", database.ConnectionString);
            servers.running.Add((installation, installation.Start()));
            servers.addresses.Add(await servers.running[i].Run.ListeningAsync());
        }

        return servers;
    }

    /// <summary>As a power cut does.</summary>
    public Task KillAsync(int server) => running[server].Run.KillAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var (installation, run) in running)
        {
            await run.DisposeAsync();
            installation.Dispose();
        }
    }
}
