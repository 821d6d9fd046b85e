using ClinicaMV.Appointments;
using ClinicaMV.Clinic;
using ClinicaMV.Data;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Visits;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ClinicaMV.Tests.Data;

/// <summary>The clinic that a newcomer meets.</summary>
public abstract class DemoClinicStories : IAsyncLifetime
{
    private readonly TestClinic clinic;

    protected DemoClinicStories(TestClinic clinic)
    {
        this.clinic = clinic;
        clinic.Configure("Clinic:Demo", "true");
    }

    public Task InitializeAsync() => ((IAsyncLifetime)clinic).InitializeAsync();

    public Task DisposeAsync() => ((IAsyncLifetime)clinic).DisposeAsync();

    [Fact]
    public async Task It_has_its_people_and_one_visit_of_each_kind()
    {
        var visits = await VisitsOfAnaAsync();

        Assert.Equal((2, 6), await clinic.InAsync<ClinicDb, (int, int)>(async db => (
            await db.Specialists.CountAsync(s => s.Account.Email!.EndsWith("@demo.test")), await db.Patients.CountAsync(p => p.Account.Email!.EndsWith("@demo.test")))));
        foreach (var outcome in new[] { JoinOutcome.Open, JoinOutcome.TooEarly, JoinOutcome.TooLate, JoinOutcome.Cancelled, JoinOutcome.NotVideo })
            Assert.Contains(outcome, visits);
        (await clinic.Visitor().OpenAsync("/Identity/Account/Login")).Shows("ana@demo.test").Shows(DemoClinic.Password);
        (await clinic.Visitor().SignInAsync("ana@demo.test", DemoClinic.Password)).IsAt("/Appointments").Shows("Entrar en la videoconsulta");
    }

    [Fact]
    public async Task It_keeps_the_hours_of_a_shop_and_works_at_others_only_for_what_is_booked()
    {
        var (time, today) = (clinic.Services.GetRequiredService<ClinicTime>(), clinic.Services.GetRequiredService<ClinicTime>().Today);
        // Two in the night.
        clinic.Clock.SetUtcNow(time.DayOf(today.AddDays(3)).From.AddHours(2));
        await clinic.InAsync<DemoClinic>(demo => demo.TopUpAsync(default));
        Assert.Contains(JoinOutcome.Open, await VisitsOfAnaAsync());

        var offered = await clinic.InAsync<FreeHours, IReadOnlyList<FreeHour>>(free => free.ListAsync(s => true, time.Today, time.Today.AddDays(8), new(null, IsStaff: true), default));
        Assert.NotEmpty(offered);
        Assert.All(offered, hour => Assert.True(time.ToLocal(hour.StartsAt) is { DayOfWeek: not DayOfWeek.Sunday, Hour: >= 9 and < 20 and not (14 or 15) }, $"{hour.StartsAt:O}"));
    }

    [Fact]
    public async Task Ana_can_enter_a_visit_at_every_moment_of_the_day()
    {
        for (var minute = 0; minute < 24 * 60; minute += 7)
        {
            await clinic.InAsync<DemoClinic>(demo => demo.TopUpAsync(default));
            Assert.True((await VisitsOfAnaAsync()).Contains(JoinOutcome.Open), $"No open visit {minute} minutes after the start.");
            clinic.Clock.Advance(TimeSpan.FromMinutes(7));
        }
    }

    [Fact]
    public async Task Where_its_people_are_not_it_adds_nothing_and_shows_no_sign_ins()
    {
        await clinic.InAsync<ClinicDb>(async db =>
        {
            await db.OutgoingMail.ExecuteDeleteAsync();
            await db.Appointments.ExecuteDeleteAsync();
            await db.Users.Where(u => u.Email!.EndsWith("@demo.test")).ExecuteDeleteAsync();
        });

        await clinic.InAsync<DemoClinic>(demo => demo.OpenAsync(default));

        Assert.Empty(await clinic.InAsync<ClinicDb, List<Appointment>>(db => db.Appointments.ToListAsync()));
        Assert.DoesNotContain(DemoClinic.Password, (await clinic.Visitor().OpenAsync("/Identity/Account/Login")).Text);
    }

    private Task<List<JoinOutcome>> VisitsOfAnaAsync() => clinic.InAsync<ClinicDb, List<JoinOutcome>>(async db =>
    {
        var ana = await db.Users.SingleAsync(u => u.Email == "ana@demo.test");
        var gate = clinic.Services.GetRequiredService<JoinGate>();
        return [.. (await db.Appointments.AsNoTracking().WithPeople().Where(a => a.PatientId == ana.Id).ToListAsync()).Select(a => gate.Decide(ana.Id, a, clinic.Now).Outcome)];
    });
}

public sealed class DemoClinicStories_on_Sqlite() : DemoClinicStories(new SqliteClinic());

[Trait("Needs", "PostgreSql")]
public sealed class DemoClinicStories_on_PostgreSql() : DemoClinicStories(new PostgresClinic());
