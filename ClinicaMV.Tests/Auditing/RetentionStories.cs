using ClinicaMV.Auditing;
using ClinicaMV.Clinic;
using ClinicaMV.Data;
using ClinicaMV.Mail;
using ClinicaMV.Operating;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Tests.Auditing;

/// <summary>S32: what is past its retention goes, by whole months, and the record that is left still verifies.</summary>
public abstract class RetentionStories(TestClinic clinic)
{
    private const int Years = 10;
    private const int DaysBetween = 10;

    [Fact]
    public async Task In_ten_years_nothing_goes_early_and_nothing_stays_late()
    {
        await clinic.ForgetRecordAsync();
        var (start, early, late, checks) = (clinic.Now, 0, 0, 0);
        for (var day = 0; day < Years * 365; day += DaysBetween)
        {
            clinic.Clock.Advance(TimeSpan.FromDays(DaysBetween));
            foreach (var kind in new[] { AuditKind.VisitEntry, AuditKind.AppointmentBooked, AuditKind.SignIn })
                await clinic.AddLineAsync(kind, address: "203.0.113.77");
            if (day % 30 != 0)
                continue;

            await clinic.InAsync<AuditPruning>(job => job.RunAsync(default));
            var (tooEarly, tooLate) = await ClockedWrongAsync(start);
            (early, late, checks) = (early + tooEarly, late + tooLate, checks + 1);
        }

        Assert.Equal((0, 0), (early, late));
        Assert.Null((await clinic.VerifyAsync()).Fault);
        Assert.True(await clinic.InAsync<ClinicDb, bool>(db => db.AuditCheckpoints.AnyAsync(c => c.Class == AuditClass.Access && c.Seq > 50)));
        Scoreboard.Record("S32", clinic is PostgresClinic ? "PostgreSQL" : "SQLite", "access 5 years, technical 90 days; pruning leaves the verification green",
            $"{Years} simulated years, {checks} prunings: {early} lines early, {late} late, record green");
    }

    [Fact]
    public async Task A_line_whose_clock_was_ahead_keeps_those_behind_it_until_its_own_time()
    {
        await clinic.ForgetRecordAsync();
        await clinic.AddLineAsync(AuditKind.SignIn, clinic.Now.AddDays(-200));
        await clinic.AddLineAsync(AuditKind.SignIn, clinic.Now.AddDays(-2));
        await clinic.AddLineAsync(AuditKind.SignIn, clinic.Now.AddDays(-190));

        await clinic.InAsync<AuditPruning>(job => job.RunAsync(default));

        Assert.Equal([2L, 3L], await SeqsAsync(AuditClass.Technical));
        Assert.Null((await clinic.VerifyAsync()).Fault);
        (await (await clinic.SignedInAsync(clinic.Delia)).OpenAsync("/Admin/Status")).Shows("una línea con la hora adelantada");
    }

    [Fact]
    public async Task An_hour_to_come_on_record_is_told_at_once()
    {
        clinic.NewDay();
        await clinic.ForgetRecordAsync();
        await clinic.AddLineAsync(AuditKind.SignIn);
        var delia = await clinic.SignedInAsync(clinic.Delia);
        Assert.DoesNotContain("hora adelantada", (await delia.OpenAsync("/Admin/Status")).Text);

        await clinic.AddLineAsync(AuditKind.SignIn, clinic.Now.AddDays(900));

        (await delia.OpenAsync("/Admin/Status")).Shows("una línea con la hora adelantada");
    }

    [Fact]
    public async Task A_dry_run_says_what_would_go_and_takes_nothing()
    {
        await clinic.ForgetRecordAsync();
        for (var i = 0; i < 7; i++)
            await clinic.AddLineAsync(AuditKind.SignIn, clinic.Now.AddDays(-200), "2001:db8:1:2::3");
        await clinic.AddLineAsync(AuditKind.SignIn, clinic.Now.AddDays(-91), "203.0.113.77");
        await clinic.AddLineAsync(AuditKind.VisitEntry, clinic.Now.AddYears(-5));

        var plan = await clinic.InAsync<AuditPruning, IReadOnlyList<PlannedPruning>>(job => job.PlanAsync(default));
        Assert.Equal([(AuditClass.Access, 0L), (AuditClass.Administration, 0L), (AuditClass.Technical, 7L)], plan.Select(p => (p.Class, p.Lines)));
        Assert.Equal(8, await clinic.InAsync<AuditPruning, long>(job => job.CountOriginsAsync(default)));
        Assert.Equal(8, (await SeqsAsync(AuditClass.Technical)).Count);

        await clinic.InAsync<AuditPruning>(job => job.RunAsync(default));
        Assert.Equal([8L], await SeqsAsync(AuditClass.Technical));
        // Not a whole month past its ninety days, but its address is shortened to the day.
        Assert.Equal("203.0.113.0/24", (await clinic.InAsync<ClinicDb, AuditEvent>(db => db.AuditEvents.SingleAsync(e => e.Kind == AuditKind.SignIn))).IpAddress);
        Assert.Equal(["7", "1"], await clinic.InAsync<ClinicDb, List<string?>>(db => db.AuditEvents
            .Where(e => e.Kind == AuditKind.RecordsPruned || e.Kind == AuditKind.OriginsErased).OrderBy(e => e.Id).Select(e => e.Reason).ToListAsync()));
        Assert.Null((await clinic.VerifyAsync()).Fault);
    }

    [Fact]
    public async Task Those_who_prune_at_once_leave_one_checkpoint_from_which_the_record_verifies()
    {
        await clinic.ForgetRecordAsync();
        await clinic.InAsync<ClinicDb>(db =>
        {
            for (var i = 0; i < 2_500; i++)
                db.AuditEvents.Add(ChainExtras.Line(clinic.Now.AddDays(-200), AuditKind.SignIn));
            return db.SaveChangesAsync();
        });
        await clinic.AddLineAsync(AuditKind.SignIn);

        await Parallel.ForEachAsync(Enumerable.Range(0, 4), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (_, _) => await clinic.InAsync<AuditPruning>(job => job.RunAsync(default)));

        Assert.Equal([2_501L], await SeqsAsync(AuditClass.Technical));
        Assert.Null((await clinic.VerifyAsync()).Fault);
    }

    // Of each line ever written it is known when it was: every tenth day, three kinds.
    private async Task<(int Early, int Late)> ClockedWrongAsync(DateTime start)
    {
        var (now, options) = (clinic.Now, new RetentionOptions());
        var there = await clinic.InAsync<ClinicDb, List<AuditEvent>>(db => db.AuditEvents.AsNoTracking().ToListAsync());
        var (early, late) = (0, 0);
        foreach (var (kind, kept) in new[] { (AuditKind.VisitEntry, now.AddYears(-options.AccessYears)), (AuditKind.AppointmentBooked, now.AddYears(-options.AccessYears)), (AuditKind.SignIn, now.AddDays(-options.TechnicalDays)) })
        {
            var lines = there.Where(e => e.Kind == kind).Select(e => e.At).ToHashSet();
            for (var at = start.AddDays(DaysBetween); at <= now; at = at.AddDays(DaysBetween))
            {
                early += at >= kept && !lines.Contains(at) ? 1 : 0;
                late += at < kept.AddMonths(-1) && lines.Contains(at) ? 1 : 0;
            }
        }

        var addresses = there.Where(e => e.IpAddress is not null).ToList();
        early += addresses.Count(e => e.IpAddress != "203.0.113.77" && e.At >= now.AddDays(-options.AddressDays));
        late += addresses.Count(e => e.IpAddress != "203.0.113.0/24" && e.At < now.AddDays(-options.AddressDays));
        return (early, late);
    }

    private Task<List<long>> SeqsAsync(AuditClass kept) => clinic.InAsync<ClinicDb, List<long>>(db =>
        db.AuditEvents.Where(e => e.Class == kept).OrderBy(e => e.Seq).Select(e => e.Seq).ToListAsync());
}

public sealed class RetentionStories_on_Sqlite(SqliteClinic clinic) : RetentionStories(clinic), IClassFixture<SqliteClinic>;

[Trait("Needs", "PostgreSql")]
public sealed class RetentionStories_on_PostgreSql(PostgresClinic clinic) : RetentionStories(clinic), IClassFixture<PostgresClinic>;
