using System.Linq.Expressions;
using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.People;
using ClinicaMV.Visits;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Data;

public static class Queries
{
    public static IQueryable<Appointment> WithPeople(this IQueryable<Appointment> appointments)
        => appointments.Include(a => a.Patient.Account).Include(a => a.Specialist.Account);

    /// <summary>Those in which the person takes part, as patient or as specialist.</summary>
    public static IQueryable<Appointment> Of(this IQueryable<Appointment> appointments, string personId)
        => appointments.Where(a => a.PatientId == personId || a.SpecialistId == personId);

    /// <summary>The booked ones that can reach into that span: its end is sharp, and before its beginning lies the longest that one can be.</summary>
    public static IQueryable<Appointment> BookedAround(this IQueryable<Appointment> appointments, TimeSpent span)
    {
        var (earliest, latest) = (span.From.AddMinutes(-Appointment.MaxMinutes), span.To);
        return appointments.Where(a => a.StartsAt > earliest && a.StartsAt < latest && a.Status == AppointmentStatus.Booked);
    }

    /// <summary>Those whose door can be open, whatever the settings: the gate knows for which of them it is.</summary>
    public static IQueryable<Appointment> NearTheDoor(this IQueryable<Appointment> appointments, DateTime now)
    {
        var (first, last) = (now - JoinWindow.Longest, now + JoinWindow.Longest);
        return appointments.Where(a => a.StartsAt >= first && a.StartsAt <= last && a.Status == AppointmentStatus.Booked);
    }

    /// <summary>Those who have had an appointment with the specialist, however it went.</summary>
    public static IQueryable<Patient> Of(this IQueryable<Patient> patients, string specialistId, ClinicDb db)
        => patients.Where(p => db.Appointments.Any(a => a.SpecialistId == specialistId && a.PatientId == p.Id));

    /// <summary>Those who work at all from that day on, so that something can be offered.</summary>
    public static IQueryable<Specialist> Working(this IQueryable<Specialist> specialists, DateOnly from)
        => specialists.Where(s => s.Account.DisabledAt == null && s.Hours.Any(h => h.Date == null || h.Date >= from));

    /// <summary>With their week, and with the extra hours and absences from that day on: what is over would only grow.</summary>
    public static IQueryable<Specialist> WithHours(this IQueryable<Specialist> specialists, DateOnly from)
        => specialists.Include(s => s.Hours.Where(h => h.Date == null || h.Date >= from)).Include(s => s.Absences.Where(a => a.To >= from));

    /// <summary>Still to come, or under way. When they begin is in the indexes, and what has begun long ago is over: years of it are not read.</summary>
    public static IQueryable<Appointment> NotOver(this IQueryable<Appointment> appointments, DateTime now)
    {
        var earliest = now.AddMinutes(-Appointment.MaxMinutes);
        return appointments.Where(a => a.StartsAt > earliest && a.EndsAt > now);
    }

    /// <summary>Booked, not over yet, and one of the two has been disabled since: somebody has to see to it.</summary>
    public static IQueryable<Appointment> Left(this IQueryable<Appointment> appointments, ParticipantRole by, DateTime now)
    {
        var coming = appointments.NotOver(now).Where(a => a.Status == AppointmentStatus.Booked);
        return by == ParticipantRole.Specialist
            ? coming.Where(a => a.Specialist.Account.DisabledAt != null)
            : coming.Where(a => a.Patient.Account.DisabledAt != null);
    }

    /// <summary>Those whose name has each of the words in it; case and accents do not count. Without words, all.</summary>
    public static IQueryable<ClinicUser> Named(this IQueryable<ClinicUser> people, string? words)
    {
        foreach (var word in Names.Patterns(words))
            people = people.Where(u => EF.Functions.Like(Names.Fold(u.FullName), word));
        return people;
    }

    /// <inheritdoc cref="Named(IQueryable{ClinicUser}, string?)"/>
    public static IQueryable<Patient> Named(this IQueryable<Patient> patients, string? words)
    {
        foreach (var word in Names.Patterns(words))
            patients = patients.Where(p => EF.Functions.Like(Names.Fold(p.Account.FullName), word));
        return patients;
    }

    /// <inheritdoc cref="Named(IQueryable{ClinicUser}, string?)"/>
    public static IQueryable<Specialist> Named(this IQueryable<Specialist> specialists, string? words)
    {
        foreach (var word in Names.Patterns(words))
            specialists = specialists.Where(s => EF.Functions.Like(Names.Fold(s.Account.FullName), word));
        return specialists;
    }

    private static readonly Expression<Func<ClinicDb, string, string, bool, CancellationToken, Appointment?>> One =
        (db, personId, id, keepsDiary, _) => db.Appointments.AsNoTracking().Include(a => a.Patient.Account).Include(a => a.Specialist.Account)
            .SingleOrDefault(a => a.PublicId == id && (keepsDiary || a.PatientId == personId || a.SpecialistId == personId) && db.Users.Any(u => u.Id == personId && u.DisabledAt == null));

    private static readonly HotQuery<Func<ClinicDb, string, string, bool, CancellationToken, Task<Appointment?>>> Read = new(() => EF.CompileAsyncQuery(One));

    // The same to be changed: what is compiled does the one or the other.
    private static readonly HotQuery<Func<ClinicDb, string, string, bool, CancellationToken, Task<Appointment?>>> Tracked = new(() => EF.CompileAsyncQuery((Expression<Func<ClinicDb, string, string, bool, CancellationToken, Appointment?>>)new Tracking().Visit(One)));

    private sealed class Tracking : ExpressionVisitor
    {
        protected override Expression VisitMethodCall(MethodCallExpression call)
            => call.Method.Name == nameof(EntityFrameworkQueryableExtensions.AsNoTracking) ? Visit(call.Arguments[0]) : base.VisitMethodCall(call);
    }

    /// <summary>The appointment with its people, for somebody who takes part in it, or who keeps everybody's diary; nothing for whoever has been disabled meanwhile.</summary>
    /// <param name="toChange">Whether it is to be changed, or insisted on, afterwards; only to look at it costs less.</param>
    public static Task<Appointment?> AppointmentForAsync(this ClinicDb db, string personId, string id, bool keepsDiary, bool toChange, CancellationToken cancel)
        => toChange ? Tracked.For(db)(db, personId, id, keepsDiary, cancel)
            : db.LookAsync((id, keepsDiary ? $"diary of {personId}" : personId), () => Read.For(db)(db, personId, id, keepsDiary, cancel));

    /// <summary>To be changed, what was read to be looked at.</summary>
    /// <exception cref="DbUpdateConcurrencyException">It has changed since.</exception>
    public static async Task<Appointment> ToChangeAsync(this ClinicDb db, Appointment seen, CancellationToken cancel)
        => await db.Appointments.WithPeople().SingleOrDefaultAsync(a => a.Id == seen.Id && a.Version == seen.Version && a.Visit.RoomRef == seen.Visit.RoomRef, cancel)
            ?? throw new DbUpdateConcurrencyException("The appointment has changed since it was read.");

    /// <summary>The room that was handed out under that name, with its appointment and its people.</summary>
    public static Task<VisitRoom?> RoomAsync(this ClinicDb db, byte[] roomRef, CancellationToken cancel)
        => db.VisitRooms.Include(r => r.Appointment.Patient.Account).Include(r => r.Appointment.Specialist.Account).SingleOrDefaultAsync(r => r.Ref == roomRef, cancel);

    /// <summary>Who was there at the hour and with the specialist that the appointment has now, as the video server reports.</summary>
    public static async Task<Attendance> AttendanceAsync(this ClinicDb db, Appointment appointment, CancellationToken cancel)
        => (await db.AttendancesAsync([appointment], cancel))[appointment.Id];

    /// <inheritdoc cref="AttendanceAsync"/>
    public static async Task<IReadOnlyDictionary<long, Attendance>> AttendancesAsync(
        this ClinicDb db, IReadOnlyCollection<Appointment> appointments, CancellationToken cancel)
    {
        var ids = appointments.Select(a => a.Id).ToList();
        var reports = await db.RoomReports.AsNoTracking()
            .Where(r => ids.Contains(r.Room.AppointmentId) && r.Room.StartsAt == r.Room.Appointment.StartsAt && r.Room.SpecialistId == r.Room.Appointment.SpecialistId)
            .Select(r => new { r.Room.AppointmentId, Report = r })
            .ToListAsync(cancel);
        var byAppointment = reports.ToLookup(r => r.AppointmentId, r => r.Report);
        return ids.ToDictionary(id => id, id => Attendance.Of(byAppointment[id]));
    }

    /// <summary>What is known of each patient's devices, by appointment: their newest check for it, or for none in particular. Nothing where nothing is.</summary>
    public static async Task<IReadOnlyDictionary<long, DeviceCheck>> DevicesOfPatientsAsync(
        this ClinicDb db, IReadOnlyCollection<Appointment> appointments, DateTime now, CancellationToken cancel)
    {
        if (appointments.Count == 0)
            return new Dictionary<long, DeviceCheck>();

        var since = now - DeviceChecks.Lasts;
        var ids = appointments.Select(a => a.Id).ToList();
        var patients = appointments.Select(a => a.PatientId).Distinct().ToList();
        var checks = await db.DeviceChecks.AsNoTracking()
            .Where(c => patients.Contains(c.PersonId) && (c.AppointmentId == null ? c.At > since : ids.Contains(c.AppointmentId.Value)))
            .ToListAsync(cancel);
        return appointments
            .Select(a => (a.Id, Check: checks.Where(c => c.PersonId == a.PatientId && (c.AppointmentId ?? a.Id) == a.Id).MaxBy(c => c.At)))
            .Where(a => a.Check is not null)
            .ToDictionary(a => a.Id, a => a.Check!);
    }

    /// <summary>What is on record of somebody: what they did, what was done to them, and what has to do with their visits as a patient, whoever came or looked.</summary>
    public static IQueryable<AuditEvent> LinesOf(this ClinicDb db, string personId)
    {
        // Each of the three goes by an index of its own. With “or” between them PostgreSQL would read the record from end to end.
        var visits = db.Appointments.Where(a => a.PatientId == personId).Select(a => a.PublicId);
        var lines = db.AuditEvents.Where(e => e.ActorId == personId).Select(e => e.Id)
            .Union(db.AuditEvents.Where(e => e.SubjectId == personId).Select(e => e.Id))
            .Union(db.AuditEvents.Where(e => visits.Contains(e.AppointmentId!)).Select(e => e.Id));
        return db.AuditEvents.Where(e => lines.Contains(e.Id));
    }

    /// <summary>Who was the last to do that with the appointment, as the record says.</summary>
    /// <param name="subjectId">And with that person, or companion.</param>
    public static Task<string?> WhoDidAsync(this ClinicDb db, AuditKind kind, string appointmentId, string? subjectId, CancellationToken cancel)
        => db.AuditEvents.Where(e => e.AppointmentId == appointmentId && e.Kind == kind && e.Outcome == AuditOutcome.Allowed && (subjectId == null || e.SubjectId == subjectId))
            .OrderByDescending(e => e.Seq).Select(e => e.ActorId).FirstOrDefaultAsync(cancel);

    /// <summary>Whether the person has entered a visit that is still going on: nobody is signed out in the middle of one.</summary>
    public static Task<bool> IsInVisitAsync(this ClinicDb db, string personId, DateTime now, CancellationToken cancel)
    {
        var ended = now.AddMinutes(-VisitsOptions.MostMinutes);
        return db.Appointments.NearTheDoor(now).AnyAsync(a => a.EndsAt > ended && ((a.SpecialistId == personId && a.Visit.SpecialistEnteredAt != null) || (a.PatientId == personId && a.Visit.PatientEnteredAt != null)), cancel);
    }

    /// <summary>Rooms of visits that the person has entered, or a companion with them.</summary>
    public static async Task<EnteredRooms> EnteredRoomsAsync(this ClinicDb db, string personId, CancellationToken cancel) => new(db, await db.Appointments
        .Where(a => a.Status == AppointmentStatus.Booked && ((a.SpecialistId == personId && a.Visit.SpecialistEnteredAt != null)
            || (a.PatientId == personId && (a.Visit.PatientEnteredAt != null || a.Companions.Any(c => c.AdmittedAt != null)))))
        .ToListAsync(cancel));

    /// <summary>The appointment's five-minute marks and companions, which only a change of its hours, people or status needs.</summary>
    public static async Task LoadForChangeAsync(this ClinicDb db, Appointment appointment, CancellationToken cancel)
    {
        await db.Entry(appointment).Collection(a => a.Slots).LoadAsync(cancel);
        await db.Entry(appointment).Collection(a => a.Companions).LoadAsync(cancel);
    }

    /// <summary>Whoever has that public id, with their visit and its people.</summary>
    public static Task<Companion?> OneAsync(this IQueryable<Companion> companions, string? id, CancellationToken cancel)
        => !PublicId.IsOne(id) ? Task.FromResult<Companion?>(null) : companions.Include(c => c.Appointment.Patient.Account).Include(c => c.Appointment.Specialist.Account)
            .SingleOrDefaultAsync(c => c.PublicId == id, cancel);
}
