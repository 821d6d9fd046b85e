using System.Net;
using System.Text.Json;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Mail;
using ClinicaMV.Operating;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Tests.Operating;

/// <summary>What can stand still without anybody noticing is told to administrators, and to nobody else.</summary>
public abstract class StatusStories(TestClinic clinic)
{
    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task Probes_get_one_word(string address)
    {
        using var answer = await clinic.Visitor().SendAsync(HttpMethod.Get, address);

        Assert.Equal((HttpStatusCode.OK, "Healthy"), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        Assert.True(answer.Headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task What_is_wrong_is_told_to_administrators_alone()
    {
        using (var denied = await (await clinic.SignedInAsync(clinic.Bruno)).SendAsync(HttpMethod.Get, "/health"))
            Assert.Equal(HttpStatusCode.NotFound, denied.StatusCode);
        clinic.NewDay();
        await clinic.InAsync<AuditKeeper>(keeper => keeper.VerifyAsync(default));
        var delia = await clinic.SignedInAsync(clinic.Delia);

        Assert.DoesNotContain("MailLate", await FaultsAsync(delia));
        var page = (await delia.OpenAsync("/Admin/Status")).Is(HttpStatusCode.OK).Shows("Comprobado sin fallos").Shows("0 por salir, 0 con retraso").Shows("Comprobar el registro de accesos verify-record");
        Assert.Matches(@"Espacio libre\s*\d[\d.]*,\d [MG]B", page.Text);

        await clinic.InAsync<ClinicDb>(async db =>
        {
            db.OutgoingMail.Add(OutgoingMail.To(await db.Users.SingleAsync(u => u.Id == clinic.Ana.Id), MailKind.PasswordReset, clinic.Now, TimeSpan.FromDays(1)));
            await db.SaveChangesAsync();
        });
        clinic.Clock.Advance(TimeSpan.FromMinutes(11));
        await FindFaultAsync();

        Assert.Superset(new HashSet<string> { "MailLate", "Record" }, (await FaultsAsync(delia)).ToHashSet());
        (await delia.OpenAsync("/Admin/Status")).Shows("debía haber salido hace más de diez minutos").Shows("encontró un fallo en el registro").Shows("1 por salir, 1 con retraso");
    }

    [Fact]
    public async Task A_record_that_has_never_been_verified_is_told_when_it_is_two_days_old()
    {
        clinic.NewDay();
        await clinic.InAsync<ClinicDb>(db => db.AuditChecks.ExecuteDeleteAsync());
        var delia = await clinic.SignedInAsync(clinic.Delia);
        Assert.DoesNotContain("RecordUnverified", await FaultsAsync(delia));

        clinic.Clock.Advance(TimeSpan.FromDays(2.1));

        Assert.Contains("RecordUnverified", await FaultsAsync(await clinic.SignedInAsync(clinic.Delia)));
    }

    [Fact]
    public async Task Mail_that_no_server_takes_is_late_and_a_reminder_owed_weeks_ago_that_died_today_is_told()
    {
        clinic.NewDay();
        var delia = await clinic.SignedInAsync(clinic.Delia);
        await clinic.InAsync<ClinicDb>(async db =>
        {
            db.OutgoingMail.Add(OutgoingMail.To(await db.Users.SingleAsync(u => u.Id == clinic.Ana.Id), MailKind.PasswordReset, clinic.Now, TimeSpan.FromDays(1)));
            await db.SaveChangesAsync();
            await db.OutgoingMail.ExecuteUpdateAsync(set => set.SetProperty(m => m.LastError, "ConnectionRefused").SetProperty(m => m.NextAt, clinic.Now.AddHours(1)));
        });
        clinic.Clock.Advance(TimeSpan.FromMinutes(11));
        Assert.Contains("MailLate", await FaultsAsync(delia));

        await clinic.InAsync<ClinicDb>(db => db.OutgoingMail.ExecuteUpdateAsync(set => set
            .SetProperty(m => m.State, MailState.Dead).SetProperty(m => m.CreatedAt, clinic.Now.AddDays(-20)).SetProperty(m => m.NextAt, clinic.Now)));
        Assert.Contains("MailDead", await FaultsAsync(delia));
    }

    [Fact]
    public async Task Whoever_is_in_sees_what_is_wrong_while_nothing_can_be_written()
    {
        clinic.NewDay();
        var delia = await clinic.SignedInAsync(clinic.Delia);
        await delia.OpenAsync("/Admin/Status");
        await clinic.InAsync<ClinicDb>(db => db.Database.ExecuteSqlRawAsync(db.Database.IsSqlite()
            ? """CREATE TRIGGER "Full" BEFORE UPDATE ON "Sessions" BEGIN SELECT RAISE(ABORT, 'full'); END"""
            : """
              CREATE FUNCTION be_full() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'full'; END $$;
              CREATE TRIGGER "Full" BEFORE UPDATE ON "Sessions" FOR EACH ROW EXECUTE FUNCTION be_full();
              """));
        try
        {
            clinic.Clock.Advance(TimeSpan.FromMinutes(2));
            (await delia.OpenAsync("/Admin/Status")).Is(HttpStatusCode.OK);
        }
        finally
        {
            await clinic.InAsync<ClinicDb>(db => db.Database.ExecuteSqlRawAsync(db.Database.IsSqlite() ? "DROP TRIGGER \"Full\"" : "DROP FUNCTION be_full CASCADE"));
        }
    }

    private Task FindFaultAsync() => clinic.InAsync<ClinicDb>(async db =>
    {
        var check = await db.AuditChecks.SingleAsync();
        check.Take(new AuditVerdict(1, new(ChainFaultKind.Altered, "Access", 1)), clinic.Now);
        await db.SaveChangesAsync();
    });

    private static async Task<IReadOnlyList<string>> FaultsAsync(Visitor administrator)
    {
        using var answer = await administrator.SendAsync(HttpMethod.Get, "/health");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return [.. json.RootElement.GetProperty("faults").EnumerateArray().Select(f => f.GetString()!)];
    }
}

public sealed class StatusStories_on_Sqlite(SqliteClinic clinic) : StatusStories(clinic), IClassFixture<SqliteClinic>
{
    [Fact]
    public async Task Without_its_database_it_lives_and_is_not_ready()
    {
        var visitor = clinic.Visitor();
        var file = Path.Combine(clinic.Folder, "clinica.db");
        File.Move(file, $"{file}.away");
        using var ready = await visitor.SendAsync(HttpMethod.Get, "/health/ready");
        using var live = await visitor.SendAsync(HttpMethod.Get, "/health/live");
        File.Move($"{file}.away", file);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK), (ready.StatusCode, live.StatusCode));
    }
}

[Trait("Needs", "PostgreSql")]
public sealed class StatusStories_on_PostgreSql(PostgresClinic clinic) : StatusStories(clinic), IClassFixture<PostgresClinic>
{
    [Fact]
    public async Task The_instances_are_those_that_the_database_knows()
    {
        var page = await (await clinic.SignedInAsync(clinic.Delia)).OpenAsync("/Admin/Status");

        page.Shows($"ClinicaMV {Build.Version} all ").Shows($" {Environment.ProcessId}@").Shows("pg_dump");
    }

    [Fact]
    public async Task A_clock_that_is_not_the_database_servers_is_told()
    {
        var before = clinic.Now;
        try
        {
            await SetAsync(TimeSpan.FromMinutes(10));
            Assert.Contains("ClockApart", await FaultsAsync());
            (await (await clinic.SignedInAsync(clinic.Delia)).OpenAsync("/Admin/Status")).Shows("difieren en más de 15 segundos");
            await SetAsync(TimeSpan.FromSeconds(-20));
            Assert.Contains("ClockApart", await FaultsAsync());

            await SetAsync(TimeSpan.Zero);
            Assert.DoesNotContain("ClockApart", await FaultsAsync());
        }
        finally
        {
            clinic.Clock.AdjustTime(new DateTimeOffset(before));
        }

        Task SetAsync(TimeSpan apart) => clinic.InAsync<ClinicDb>(async db => clinic.Clock.AdjustTime(
            new DateTimeOffset(await db.Database.SqlQueryRaw<DateTime>("SELECT clock_timestamp() AS \"Value\"").SingleAsync()) + apart));

        Task<IReadOnlyList<string>> FaultsAsync() => clinic.InAsync<PortalStatus, IReadOnlyList<string>>(async status => (await status.LookAsync(default)).Faults);
    }
}
