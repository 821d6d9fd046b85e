using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Tests.Auditing;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Tests.People;
using ClinicaMV.Visits;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ClinicaMV.Tests.Browser;

// The day in the clinic whose pages are looked at.
public abstract partial class PagesLookedAt
{
    private async Task<Day> FurnishAsync()
    {
        var now = clinic.NewDay();
        await clinic.WorkAsync(clinic.Bruno, [.. Enum.GetNames<DayOfWeek>().Select(day => $"{day} 0:00-0:00")]);
        await clinic.InAsync<HoursKeeper>(keeper => keeper.AddAbsenceAsync(clinic.Bruno.Id, new() { From = new(2030, 1, 1), To = new(2030, 1, 2) }, Actor.System, default));
        await clinic.InAsync<HoursKeeper>(keeper => keeper.AddExtraAsync(clinic.Bruno.Id, new(2030, 2, 1), new(new(10, 0), new(12, 0)), Actor.System, default));
        await clinic.InAsync<HoursKeeper>(keeper => keeper.CloseAsync(new(2030, 12, 25), Actor.System, default));
        var open = await clinic.BookAsync(now.AddMinutes(5));
        var early = await clinic.BookAsync(now.AddHours(3));
        var inPerson = await clinic.BookAsync(now.AddDays(2), Modality.InPerson);
        var cancelled = await clinic.BookAsync(now.AddDays(3));
        await clinic.CancelAsync(cancelled);
        await clinic.DeliverAsync();
        var gone = await clinic.AddAsync(Roles.Specialist, "Gema Ida");
        await clinic.BookAsync(now.AddDays(4), patient: clinic.Carla, specialist: gone);
        await clinic.DisableAsync(gone);
        var troubled = new DeviceFindings { Browser = DeviceCode.Ok, Camera = DeviceCode.Denied, Microphone = DeviceCode.Silent, Speaker = DeviceCode.Ok, Connection = DeviceCode.Slow };
        await clinic.InAsync<DeviceChecks>(checks => checks.KeepAsync(new(clinic.Ana.Id, Roles.Patient), early, troubled, BrowserFamily.Chrome, default));
        await clinic.BookAsync(now.AddDays(1).AddHours(2), patient: clinic.Carla);
        await clinic.AddLineAsync(AuditKind.RoomIssued);
        var (waits, comes) = (await InviteAsync(open, "Marta Ruiz Vidal", enters: true), await InviteAsync(early, "Ivo Marín Sanz", enters: false));
        foreach (var (day, reason) in new[] { (0, "TooEarly"), (0, "TooLate"), (3, "TooEarly"), (9, "NotParticipant") })
            await clinic.InAsync<ClinicDb>(db => AddDenialAsync(db, now.AddDays(-day), reason));
        return new(now, open, early, inPerson, cancelled) { Gone = gone, Waits = waits, Comes = comes };
    }

    // As Bruno invites, and as somebody presses the link in a browser of their own.
    private Task<string> InviteAsync(Appointment appointment, string name, bool enters) => clinic.InAsync<ClinicDb, string>(async db =>
    {
        var companion = Companion.Invite(await db.Appointments.SingleAsync(a => a.Id == appointment.Id), new(name, Relationship.Interpreter, "es", "ivo@example.test"), 1, clinic.Now);
        if (enters)
            companion.Enter("another browser", clinic.Now);
        db.Companions.Add(companion);
        await db.SaveChangesAsync();
        return new Uri(clinic.Services.GetRequiredService<CompanionLinks>().LinkOf(companion)).PathAndQuery;
    });

    // As the video server tells of a visit: one came and went, of the other the end is missing.
    private Task ReportAsync(Appointment appointment) => clinic.InAsync<ClinicDb>(async db =>
    {
        var (from, to) = (appointment.StartsAt.AddMinutes(-3), appointment.StartsAt.AddMinutes(31));
        RoomFact[] facts = [new(null, "", from, null), new(ParticipantRole.Patient, "a", from.AddMinutes(4), to), new(ParticipantRole.Specialist, "b", from, null)];
        db.RoomReports.AddRange(facts.Select(fact => RoomReport.Of(appointment.Visit.RoomRef, fact, to)));
        await db.SaveRoomAsync(appointment, default);
    });

    private static Task AddDenialAsync(ClinicDb db, DateTime at, string reason)
    {
        db.AuditEvents.Add(new() { At = at, Kind = AuditKind.VisitEntry, Class = AuditClass.Access, Outcome = AuditOutcome.Denied, ActorRole = Roles.Patient, Reason = reason });
        return db.SaveChangesAsync();
    }

    private async Task<Appointment> LateAsync(DateTime now)
    {
        return await clinic.InAsync<ClinicDb, Appointment>(async db =>
        {
            var past = Appointment.Book(await db.Patients.SingleAsync(p => p.Id == clinic.Ana.Id), await db.Specialists.SingleAsync(s => s.Id == clinic.Elena.Id),
                new(now.AddHours(-5), TimeSpan.FromMinutes(30), Modality.Video), now.AddDays(-9));
            past.Visit.Enter(ParticipantRole.Patient, past.StartsAt);
            past.Visit.OpenRoom(past.StartsAt);
            past.Visit.Rate(4);
            db.Appointments.Add(past);
            await db.SaveChangesAsync();
            return past;
        });
    }

    private sealed record Day(DateTime Now, Appointment Open, Appointment Early, Appointment InPerson, Appointment Cancelled)
    {
        public required ClinicUser Gone { get; init; }

        /// <summary>The links of two companions: one was pressed in another browser.</summary>
        public required string Waits { get; init; }

        public required string Comes { get; init; }
    }
}
