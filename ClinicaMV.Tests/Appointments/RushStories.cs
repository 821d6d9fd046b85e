using ClinicaMV.Tests.Infrastructure;

namespace ClinicaMV.Tests.Appointments;

/// <summary>S18 in the size that every build can afford; bench.sh runs the same with ten thousand.</summary>
public sealed class RushStories_on_Sqlite(ServedClinic clinic) : IClassFixture<ServedClinic>
{
    [Fact]
    public async Task However_many_book_and_move_at_once_nobody_is_booked_twice()
        => RushStories.Proves("SQLite, in test.sh", await new Rush(clinic, [new(clinic.Address)], DateOnly.FromDateTime(clinic.Now).AddDays(7)).RunAsync(RushStories.Attempts));
}

[Trait("Needs", "PostgreSql")]
public sealed class RushStories_on_PostgreSql(PostgresClinic clinic) : IClassFixture<PostgresClinic>
{
    [Fact]
    public async Task However_many_book_and_move_at_two_processes_at_once_nobody_is_booked_twice()
    {
        await using var servers = await TwoServers.StartAsync(clinic);
        RushStories.Proves("PostgreSQL, two processes, in test.sh", await new Rush(clinic, servers.Addresses, DateOnly.FromDateTime(DateTime.UtcNow).AddDays(7)).RunAsync(RushStories.Attempts));
    }
}

internal static class RushStories
{
    public const int Attempts = 600;

    public static void Proves(string where, RushFigures figures, int attempts = Attempts)
    {
        Assert.Empty(figures.Odd.Take(3));
        Assert.Equal(attempts, figures.Answers.Count);
        Assert.Equal(0, figures.ServerErrors);
        Assert.Equal(0, figures.Overlaps);
        Assert.InRange(figures.Led, 0, attempts / 4);
        Assert.NotEqual(0, figures.Booked);
        Assert.NotEqual(0, figures.Moved);
        Assert.NotEqual(0, figures.RefusedBookings);
        Assert.NotEqual(0, figures.RefusedMoves);
        Scoreboard.Record("S18", where, "double booking is impossible, for specialist and patient, on booking and on moving", $"{figures}");
    }
}
