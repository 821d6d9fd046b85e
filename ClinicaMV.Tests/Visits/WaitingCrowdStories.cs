using ClinicaMV.Tests.Commands;
using ClinicaMV.Tests.Infrastructure;

namespace ClinicaMV.Tests.Visits;

/// <summary>The benchmark <c>waiting</c> in small.</summary>
public sealed class WaitingCrowdStories(SqliteClinic clinic) : IClassFixture<SqliteClinic>
{
    [Fact]
    public async Task A_crowd_in_the_waiting_room_is_answered_without_a_mistake_and_mostly_that_nothing_has_changed()
    {
        using var installation = Installation.ForDevelopment().With("Clinic:Demo", "false").With("Database:Provider", "Sqlite");

        var figures = await new WaitingCrowd(clinic, installation, hold: 1).WaitAsync(20, TimeSpan.FromSeconds(3));

        Assert.Equal(0, figures.Wrong);
        Assert.InRange(figures.Asked, 20, 100);
        Assert.InRange(figures.Unchanged, 20, figures.Asked);
    }
}
