using System.Net;
using Microsoft.Data.Sqlite;

namespace ClinicaMV.Tests.Commands;

/// <summary>SQLite serves one process at a time (TRUST S19), and however that one ends, the next one starts (S22); bench.sh does both twenty times.</summary>
public sealed class OneProcessTests : IDisposable
{
    private const int Kills = 5;

    private readonly Installation clinic = Installation.ForDevelopment();

    [Fact]
    public Task A_second_process_ends_with_one_line_while_the_first_goes_on_serving() => RefusesSecondsAsync(1);

    [Fact]
    public async Task After_a_kill_the_next_one_starts()
    {
        await using (var killed = clinic.Start())
        {
            await killed.ListeningAsync();
            await killed.KillAsync();
        }

        await using var next = clinic.Start();

        await AssertServesAsync(await next.ListeningAsync());
    }

    [Fact]
    public async Task A_migration_lock_that_a_killed_process_left_behind_does_not_stop_the_next_one()
    {
        await using (var killed = clinic.Start())
        {
            await killed.ListeningAsync();
            await killed.KillAsync();
        }
        await LeaveMigrationLockAsync();

        await using var next = clinic.Start();

        await AssertServesAsync(await next.ListeningAsync());
    }

    [Fact]
    public Task A_kill_at_any_instant_of_the_first_start_does_not_stop_the_next_one() => SurvivesKillsAsync(Kills);

    internal async Task RefusesSecondsAsync(int seconds)
    {
        await using var first = clinic.Start();
        var address = await first.ListeningAsync();
        for (var i = 0; i < seconds; i++)
        {
            await using var second = clinic.Start();

            Assert.NotEqual(0, await second.EndAsync());
            Assert.Contains(clinic.Data, Assert.Single(second.Errors));
            Assert.DoesNotContain(second.Output, line => line.StartsWith("   at "));
            await AssertServesAsync(address);
        }
    }

    /// <param name="prepare">For another database than the file of its own.</param>
    internal async Task SurvivesKillsAsync(int kills, Func<Installation, Task>? prepare = null)
    {
        prepare ??= _ => Task.CompletedTask;
        await prepare(clinic);
        var length = await LengthOfFirstStartAsync();
        for (var kill = 0; kill < kills; kill++)
        {
            using var fresh = Installation.ForDevelopment();
            await prepare(fresh);
            var instant = length * Random.Shared.NextDouble();
            await using (var killed = fresh.Start())
            {
                await BeginsAsync(fresh);
                await Task.Delay(instant);
                await killed.KillAsync();
            }

            await using var next = fresh.Start();
            var began = File.Exists(fresh.DatabaseFile);
            try
            {
                await AssertServesAsync(await next.ListeningAsync());
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"Killed {instant.TotalMilliseconds:0} ms after it began; database file there: {began}", e);
            }
        }
    }

    public void Dispose() => clinic.Dispose();

    // From the moment when the data directory is there, so that the kills fall into the migration and not into the loading of the program.
    private async Task<TimeSpan> LengthOfFirstStartAsync()
    {
        await using var run = clinic.Start();
        await BeginsAsync(clinic);
        var from = TimeProvider.System.GetTimestamp();
        await run.ListeningAsync();
        return TimeProvider.System.GetElapsedTime(from);
    }

    private static async Task BeginsAsync(Installation installation)
    {
        for (var waited = 0; !Directory.Exists(installation.Data); waited++)
        {
            Assert.True(waited < 12_000, "The program makes no data directory.");
            await Task.Delay(5);
        }
    }

    private async Task LeaveMigrationLockAsync()
    {
        await using var connection = new SqliteConnection($"Data Source={clinic.DatabaseFile};Pooling=False");
        await connection.OpenAsync();
        await using var insert = connection.CreateCommand();
        insert.CommandText = """INSERT INTO "__EFMigrationsLock" ("Id", "Timestamp") VALUES (1, '2026-11-23 09:00:00')""";
        Assert.Equal(1, await insert.ExecuteNonQueryAsync());
    }

    private static async Task AssertServesAsync(Uri address)
    {
        using var http = new HttpClient { BaseAddress = address };
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/Identity/Account/Login")).StatusCode);
    }
}
