using ClinicaMV.Appointments;
using ClinicaMV.Data;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Tests.Data;

/// <summary>The made-up years with which growth is measured are like real ones.</summary>
public abstract class DemoFillStories(TestClinic clinic)
{
    private const int Appointments = 5_000;

    [Fact]
    public async Task Nobody_is_anywhere_twice_what_is_to_come_is_booked_and_occupied_and_hours_stay_free()
    {
        await clinic.InAsync<DemoFill>(async fill =>
        {
            await fill.AddAppointmentsAsync(Appointments, default);
            await fill.AddAppointmentsAsync(Appointments, default);
        });

        await clinic.InAsync<ClinicDb>(async db =>
        {
            var all = db.Appointments;
            Assert.Equal(2 * Appointments, await all.CountAsync());
            Assert.Equal(0, await all.CountAsync(a => all.Any(b => a.Id != b.Id && a.SpecialistId == b.SpecialistId && a.StartsAt < b.EndsAt && b.StartsAt < a.EndsAt)));
            Assert.Equal(0, await all.CountAsync(a => all.Any(b => a.Id != b.Id && a.PatientId == b.PatientId && a.StartsAt < b.EndsAt && b.StartsAt < a.EndsAt)));
            Assert.Equal(0, await all.CountAsync(a => a.Status == AppointmentStatus.Booked != a.EndsAt > clinic.Now));
            var next = await all.Include(a => a.Slots).Where(a => a.StartsAt > clinic.Now).OrderBy(a => a.StartsAt).FirstAsync();
            Assert.Equal(BookedSlot.Marks(next.StartsAt, next.EndsAt).Order(), next.Slots.Where(s => s.PersonId == next.PatientId).Select(s => s.Mark).Order());
            Assert.Equal(18, next.Slots.Count);
        });
        var today = DateOnly.FromDateTime(clinic.Now);
        foreach (var id in await clinic.InAsync<ClinicDb, List<string>>(db => db.Specialists.Where(s => s.Hours.Any(h => h.Date > today) && s.Absences.Any(a => a.From > today)).Select(s => s.Id).ToListAsync()))
            Assert.Equal(0, await clinic.InAsync<Clashes, int>(async clashes => (await clashes.OfAsync(id, 1, default)).Count));
        var free = await clinic.InAsync<FreeHours, int>(async hours => (await hours.NextAsync(s => true, DateOnly.FromDateTime(clinic.Now), 100, null, default)).Count);
        Assert.Equal(100, free);
    }

    [Fact]
    public async Task Lines_of_record_are_added_as_many_as_asked_for()
    {
        var before = await clinic.InAsync<ClinicDb, int>(db => db.AuditEvents.CountAsync());

        await clinic.InAsync<DemoFill>(fill => fill.AddAuditEventsAsync(1_234, default));

        Assert.Equal(before + 1_234, await clinic.InAsync<ClinicDb, int>(db => db.AuditEvents.CountAsync()));
    }
}

public sealed class DemoFillStories_on_Sqlite(SqliteClinic clinic) : DemoFillStories(clinic), IClassFixture<SqliteClinic>;

[Trait("Needs", "PostgreSql")]
public sealed class DemoFillStories_on_PostgreSql(PostgresClinic clinic) : DemoFillStories(clinic), IClassFixture<PostgresClinic>;
