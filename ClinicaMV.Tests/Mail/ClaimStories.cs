using ClinicaMV.Data;
using ClinicaMV.Mail;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Tests.Mail;

/// <summary>Who claims a mail has it alone, and finds it however much has been sent.</summary>
public abstract class ClaimStories : IAsyncLifetime
{
    private const int AtOnce = 8;
    private const int Mails = 300;
    private const int Sent = 20_000;

    private readonly SmtpServer smtp = new();

    protected ClaimStories(TestClinic clinic)
    {
        Clinic = clinic;
        clinic.SendsTo(smtp);
    }

    protected TestClinic Clinic { get; }

    private MailSpeed Pile => new(Clinic, smtp);

    public Task InitializeAsync() => ((IAsyncLifetime)Clinic).InitializeAsync();

    public async Task DisposeAsync()
    {
        await ((IAsyncLifetime)Clinic).DisposeAsync();
        await smtp.DisposeAsync();
    }

    [Fact]
    public async Task Eight_who_claim_at_once_never_get_the_same_mail_and_together_get_all()
    {
        await Pile.OweAsync(Mails);

        var claimed = await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => Task.Run(ClaimAllAsync)));

        var ids = claimed.SelectMany(c => c).ToList();
        Assert.Equal((Mails, Mails), (ids.Count, ids.Distinct().Count()));
        Assert.All(await Clinic.RemindersAsync(), m => Assert.Equal((MailState.Sending, 1), (m.State, m.Attempts)));
    }

    [Fact]
    public async Task What_was_sent_is_not_read_when_somebody_claims()
    {
        await Pile.OweAsync(1);
        await Pile.AddSentAsync(Sent);
        var commands = new AskedCommands();
        await using var db = Open(commands);

        Assert.Single(await db.ClaimMailAsync("me", 250, Clinic.Now, Clinic.Now + OutgoingMail.Lease, default));

        // Asked for each urgency, and this one was the last.
        Assert.Equal(3, commands.Texts.Count(t => t.Contains("RETURNING")));
        var plan = await commands.PlanOfAsync(db, "RETURNING");
        Assert.Contains(plan, step => step.Contains("IX_OutgoingMail_Owed"));
        Assert.DoesNotContain(plan, IsWholeTable);
    }

    protected abstract ClinicDb Open(AskedCommands commands);

    protected abstract bool IsWholeTable(string step);

    private async Task<List<long>> ClaimAllAsync()
    {
        var mine = new List<long>();
        while (await ClaimAsync() is { Count: > 0 } some)
            mine.AddRange(some);
        return mine;
    }

    private Task<List<long>> ClaimAsync() => Clinic.InAsync<ClinicDb, List<long>>(async db =>
        [.. (await db.ClaimMailAsync("me", 7, Clinic.Now, Clinic.Now + OutgoingMail.Lease, default)).Select(m => m.Id)]);
}

public sealed class ClaimStories_on_Sqlite() : ClaimStories(new SqliteClinic())
{
    protected override ClinicDb Open(AskedCommands commands) => new SqliteClinicDb(new DbContextOptionsBuilder<SqliteClinicDb>()
        .UseSqlite(Clinic.Services.GetRequiredService<DataDirectory>().SqliteConnection)
        .UseApplicationServiceProvider(TestModel.Services).AddInterceptors(commands).Options);

    protected override bool IsWholeTable(string step) => step.StartsWith("SCAN", StringComparison.Ordinal);
}

[Trait("Needs", "PostgreSql")]
public sealed class ClaimStories_on_PostgreSql() : ClaimStories(new PostgresClinic())
{
    protected override ClinicDb Open(AskedCommands commands) => new PostgresClinicDb(new DbContextOptionsBuilder<PostgresClinicDb>()
        .UseNpgsql(Clinic.Services.GetRequiredService<IOptions<DatabaseOptions>>().Value.ConnectionString)
        .UseApplicationServiceProvider(TestModel.Services).AddInterceptors(commands).Options);

    protected override bool IsWholeTable(string step) => step.Contains("Seq Scan on \"OutgoingMail\"");
}
