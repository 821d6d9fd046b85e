using ClinicaMV.Tests.Infrastructure;

namespace ClinicaMV.Tests.Mail;

/// <summary>S23 and S29 in the size that every build can afford; bench.sh runs the same with hundreds.</summary>
public sealed class KillStories_on_Sqlite
{
    [Fact]
    public async Task Whatever_was_booked_before_a_kill_has_its_mail_and_it_arrives()
        => await KillStories.KillAsync(await InterruptedClinic.OnSqliteAsync());

    [Fact]
    public async Task Who_is_asked_to_stop_leaves_nothing_half_done()
        => await KillStories.StopAsync(await InterruptedClinic.OnSqliteAsync());
}

[Trait("Needs", "PostgreSql")]
public sealed class KillStories_on_PostgreSql
{
    [Fact]
    public async Task Whatever_was_booked_before_a_kill_has_its_mail_and_it_arrives()
        => await KillStories.KillAsync(await InterruptedClinic.OnPostgreSqlAsync());

    [Fact]
    public async Task Who_is_asked_to_stop_leaves_nothing_half_done()
        => await KillStories.StopAsync(await InterruptedClinic.OnPostgreSqlAsync());
}

internal static class KillStories
{
    private const int Kills = 2;
    private const int Stops = 1;

    public static async Task KillAsync(InterruptedClinic clinic)
    {
        await using (clinic)
            Proves(await MailKills.OfAsync(clinic, Kills));
    }

    public static async Task StopAsync(InterruptedClinic clinic)
    {
        await using (clinic)
            Proves(await MailStops.OfAsync(clinic, Stops));
    }

    public static void Proves(KillFigures figures)
    {
        Assert.NotEqual(0, figures.Acknowledged);
        Assert.Equal((0, 0, 0, 0), (figures.Forgotten, figures.WithoutMail, figures.Lost, figures.Different));
    }

    public static void Proves(StopFigures figures) => Assert.Equal((0, 0, 0), (figures.Stuck, figures.SentTwice, figures.Failed));
}
