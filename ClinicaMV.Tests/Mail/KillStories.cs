using ClinicaMV.Tests.Infrastructure;

namespace ClinicaMV.Tests.Mail;

/// <summary>S23 in the size that every build can afford; bench.sh runs the same with three hundred.</summary>
public sealed class KillStories_on_Sqlite
{
    [Fact]
    public async Task Whatever_was_booked_before_a_kill_has_its_mail_and_a_fresh_process_sends_it()
        => KillStories.Proves(await MailKills.OnSqliteAsync(KillStories.Kills));
}

[Trait("Needs", "PostgreSql")]
public sealed class KillStories_on_PostgreSql
{
    [Fact]
    public async Task Whatever_was_booked_before_a_kill_has_its_mail_and_a_fresh_process_sends_it()
        => KillStories.Proves(await MailKills.OnPostgreSqlAsync(KillStories.Kills));
}

internal static class KillStories
{
    public const int Kills = 3;

    public static void Proves(KillFigures figures)
    {
        Assert.NotEqual(0, figures.Acknowledged);
        Assert.Equal((0, 0, 0), (figures.Forgotten, figures.WithoutMail, figures.Lost));
    }
}
