using ClinicaMV.Accounts;
using ClinicaMV.Auditing;
using ClinicaMV.Clinic;
using ClinicaMV.Data;
using ClinicaMV.Mail;
using ClinicaMV.People;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Appointments;

/// <summary>
/// The one place that books, moves, reassigns, cancels and marks appointments. Each change, its line in the record and its mail are one <c>SaveChanges</c>;
/// whether an hour is free is for the database to say, at that moment and for both people. What somebody tries in vain is on record too.
/// </summary>
public sealed class Diary(ClinicDb db, AuditTrail trail, Outbox outbox, FreeHours free, ClinicTime time)
{
    /// <summary>Patients can only have what is offered to them; staff any hour in which the specialist works.</summary>
    public Task<DiaryAnswer> BookAsync(string patientId, string specialistId, PlannedHour hour, Actor by, CancellationToken cancel)
        => OnRecordAsync(Press.ToBook(patientId, specialistId, hour, by), TryBookAsync(patientId, specialistId, hour, by, cancel), cancel);

    private async Task<DiaryAnswer> TryBookAsync(string patientId, string specialistId, PlannedHour hour, Actor by, CancellationToken cancel)
    {
        var now = time.UtcNow;
        if (hour.FaultAt(now) is { } fault)
            return new(null, fault);

        var patient = await db.Patients.Include(p => p.Account).SingleOrDefaultAsync(p => p.Id == patientId, cancel);
        var specialist = await db.Specialists.Include(s => s.Account).SingleOrDefaultAsync(s => s.Id == specialistId, cancel);
        if (patient is null || specialist is null || patient.Id == specialist.Id)
            return new(null, DiaryRefusal.UnknownPerson);
        if (patient.Account.IsDisabled)
            return new(null, DiaryRefusal.PatientDisabled);
        if (!await MayBookForAsync(patientId, by, cancel))
            return new(null, DiaryRefusal.NotYourPatient);
        var byPatient = by.PersonId == patientId;
        if (await free.FaultAsync(specialist, hour.Span, byPatient ? TimeSpan.FromMinutes(specialist.AppointmentMinutes) : null, cancel) is { } closed)
            return new(null, closed);

        var appointment = Appointment.Book(patient, specialist, hour, now);
        db.Appointments.Add(appointment);
        return await SaveAsync(appointment, new(AuditKind.AppointmentBooked, by, MailKind.AppointmentBooked, OfferedTo: byPatient ? new Asker(patientId) : default(Asker?)), cancel);
    }

    /// <summary>The patient's booked appointment with that specialist that begins at that instant.</summary>
    public Task<Appointment?> BookedAsync(string patientId, string specialistId, DateTime startsAt, CancellationToken cancel)
        => db.Appointments.WithPeople().FirstOrDefaultAsync(
            a => a.PatientId == patientId && a.SpecialistId == specialistId && a.StartsAt == startsAt && a.Status == AppointmentStatus.Booked, cancel);

    /// <summary>Staff move until its end, the patient as long as they may cancel.</summary>
    /// <param name="seenVersion">The version on the form: somebody may have changed the appointment since.</param>
    public Task<DiaryAnswer> MoveAsync(Appointment appointment, int seenVersion, PlannedHour hour, ChangeReason reason, Actor by, CancellationToken cancel)
        => OnRecordAsync(Press.ToMove(appointment.PublicId, seenVersion, hour, by), TryMoveAsync(appointment, seenVersion, hour, reason, by, cancel), cancel);

    private async Task<DiaryAnswer> TryMoveAsync(
        Appointment appointment, int seenVersion, PlannedHour hour, ChangeReason reason, Actor by, CancellationToken cancel)
    {
        // Nothing changes, and nobody is told that it has.
        if (appointment.IsAt(hour))
            return new(appointment, null);
        if ((Fault(appointment, seenVersion) ?? FaultOfPatient(appointment, reason, by) ?? hour.FaultAt(time.UtcNow)) is { } fault)
            return new(appointment, fault);
        if (appointment.Patient.Account.IsDisabled)
            return new(appointment, DiaryRefusal.PatientDisabled);
        var byPatient = by.PersonId == appointment.PatientId;
        // What staff keep inside its own hour stays possible, even after the specialist's hours have changed.
        var keepsHour = !byPatient && appointment.Holds(hour);
        if (!keepsHour && await free.FaultAsync(appointment.Specialist, hour.Span, byPatient ? appointment.Length : null, cancel) is { } closed)
            return new(appointment, closed);

        await db.LoadForChangeAsync(appointment, cancel);
        var news = MoveNews.Of(appointment, hour);
        appointment.Move(hour, time.UtcNow);
        var offeredTo = byPatient ? new Asker(appointment.PatientId, appointment.Id, hour.Length) : default(Asker?);
        return await SaveAsync(appointment, new(AuditKind.AppointmentMoved, by, news, $"{reason}", OfferedTo: offeredTo, KeepsHour: keepsHour), cancel);
    }

    /// <summary>Gives the appointment to another specialist, at the same hour; the former one is told as well.</summary>
    /// <inheritdoc cref="MoveAsync"/>
    public Task<DiaryAnswer> ReassignAsync(Appointment appointment, int seenVersion, string specialistId, ChangeReason reason, Actor by, CancellationToken cancel)
        => OnRecordAsync(Press.ToReassign(appointment.PublicId, seenVersion, specialistId, by), TryReassignAsync(appointment, seenVersion, specialistId, reason, by, cancel), cancel);

    /// <summary>Whether somebody whose appointment it was has just given it to that specialist: they press again, and can no longer see it.</summary>
    public async Task<bool> HasReassignedAsync(string publicId, int seenVersion, string specialistId, Actor by, CancellationToken cancel)
        => await Press.ToReassign(publicId, seenVersion, specialistId, by).DoneAsync(db, cancel) is not null;

    private async Task<DiaryAnswer> TryReassignAsync(
        Appointment appointment, int seenVersion, string specialistId, ChangeReason reason, Actor by, CancellationToken cancel)
    {
        if (Fault(appointment, seenVersion) is { } fault)
            return new(appointment, fault);
        if (appointment.Patient.Account.IsDisabled)
            return new(appointment, DiaryRefusal.PatientDisabled);
        var specialist = await db.Specialists.Include(s => s.Account).SingleOrDefaultAsync(s => s.Id == specialistId, cancel);
        if (specialist is null || appointment.RoleOf(specialist.Id) is not null)
            return new(appointment, DiaryRefusal.NotAnotherSpecialist);
        if (await free.FaultAsync(specialist, appointment.Span, offered: null, cancel) is { } closed)
            return new(appointment, closed);

        await db.LoadForChangeAsync(appointment, cancel);
        var former = appointment.SpecialistId;
        appointment.Reassign(specialist, time.UtcNow);
        return await SaveAsync(appointment, new(AuditKind.AppointmentReassigned, by, MailKind.AppointmentReassigned, $"{reason}", former), cancel);
    }

    /// <summary>Staff cancel until its end, the patient as long as the clinic can still give the hour to somebody else.</summary>
    /// <inheritdoc cref="MoveAsync"/>
    public Task<DiaryAnswer> CancelAsync(Appointment appointment, int seenVersion, ChangeReason reason, Actor by, CancellationToken cancel)
        => OnRecordAsync(Press.ToCancel(appointment.PublicId, seenVersion, by), TryCancelAsync(appointment, seenVersion, reason, by, cancel), cancel);

    private async Task<DiaryAnswer> TryCancelAsync(Appointment appointment, int seenVersion, ChangeReason reason, Actor by, CancellationToken cancel)
    {
        if ((Fault(appointment, seenVersion) ?? FaultOfPatient(appointment, reason, by)) is { } fault)
            return new(appointment, fault);

        await db.LoadForChangeAsync(appointment, cancel);
        appointment.Cancel(time.UtcNow);
        return await SaveAsync(appointment, new(AuditKind.AppointmentCancelled, by, MailKind.AppointmentCancelled, $"{reason}"), cancel);
    }

    /// <summary>Says how the appointment went, or corrects what was said; nobody is written to.</summary>
    /// <inheritdoc cref="MoveAsync"/>
    public Task<DiaryAnswer> MarkAsync(Appointment appointment, int seenVersion, AppointmentStatus mark, Actor by, CancellationToken cancel)
    {
        var press = Press.ToMark(appointment.PublicId, seenVersion, mark, by);
        return OnceAsync(press, TryMarkAsync(appointment, seenVersion, mark, press, cancel), cancel);
    }

    private async Task<DiaryAnswer> TryMarkAsync(Appointment appointment, int seenVersion, AppointmentStatus mark, Press press, CancellationToken cancel)
    {
        var now = time.UtcNow;
        if (appointment.Version != seenVersion)
            return new(appointment, DiaryRefusal.ChangedMeanwhile);
        if (now < appointment.StartsAt)
            return new(appointment, DiaryRefusal.NotYetStarted);
        if (!appointment.MarksAt(now).Contains(mark))
            return new(appointment, DiaryRefusal.NotAMark);
        if (mark == AppointmentStatus.NoShow && (await db.AttendanceAsync(appointment, cancel)).WasThere(ParticipantRole.Patient))
            return new(appointment, DiaryRefusal.PatientWasThere);

        await db.LoadForChangeAsync(appointment, cancel);
        var before = appointment.Status;
        appointment.Mark(mark, now);
        return await SaveAsync(appointment, new(press.Kind, press.By, Reason: $"{before}"), cancel);
    }

    // What is refused because it is done already is not refused.
    private async Task<DiaryAnswer> OnceAsync(Press press, Task<DiaryAnswer> trying, CancellationToken cancel)
    {
        var answer = await trying;
        return answer.Refusal is not null && await press.DoneAsync(db, cancel) is { } done ? new(done, null) : answer;
    }

    private async Task<DiaryAnswer> OnRecordAsync(Press press, Task<DiaryAnswer> trying, CancellationToken cancel)
    {
        var answer = await OnceAsync(press, trying, cancel);
        if (answer.Refusal is { } refusal && press.By.PersonId is not null)
        {
            trail.Denied(press.Kind, press.By, answer.Appointment?.PublicId, reason: $"{refusal}");
            await db.SaveChangesAsync(cancel);
        }

        return answer;
    }

    // Whether it can be changed at all comes first: who looks at a stale form is not to be told to press again in vain.
    private DiaryRefusal? Fault(Appointment appointment, int seenVersion)
        => appointment.ChangeFaultAt(time.UtcNow) ?? (appointment.Version != seenVersion ? DiaryRefusal.ChangedMeanwhile : null);

    private DiaryRefusal? FaultOfPatient(Appointment appointment, ChangeReason reason, Actor by)
        => appointment.RoleOf(by.PersonId) != ParticipantRole.Patient ? null
        : time.IsTooLateToChange(appointment.StartsAt) ? DiaryRefusal.TooLateToChange
        : !ChangeReasons.Of(staff: false).Contains(reason) ? DiaryRefusal.NotYourReason
        : null;

    // Patients book for themselves, administrators for anybody, specialists for those who have been theirs.
    private async Task<bool> MayBookForAsync(string patientId, Actor by, CancellationToken cancel)
        => by.PersonId is not { } personId || personId == patientId || by.Role == Roles.Administrator
            || await db.Patients.Of(personId, db).AnyAsync(p => p.Id == patientId, cancel)
            || await db.UserRoles.AnyAsync(r => r.UserId == personId && r.RoleId == Roles.Administrator, cancel);

    private async Task<DiaryAnswer> SaveAsync(Appointment appointment, Change change, CancellationToken cancel)
    {
        try
        {
            trail.Allowed(change.Kind, change.By, appointment.PublicId, change.FormerSpecialistId, change.Reason);
            if (change.Mail is { } mail)
                await outbox.OweBothAsync(mail, appointment, cancel);
            if (change.FormerSpecialistId is { } former)
                await outbox.OweFormerAsync(former, appointment, cancel);
            // Whoever entered since it was read has entered another hour, or another specialist's.
            if (change.Kind is AuditKind.AppointmentMoved or AuditKind.AppointmentReassigned or AuditKind.AppointmentCancelled)
                db.WriteWhole(appointment.Visit);
            DiaryRefusal? lost = null;
            var isSaved = await TakenMail.LeaveAsync(() => db.SaveIfAsync(async () => (lost = await WhyNoLongerAsync(appointment, change, cancel)) is null, cancel));
            return isSaved ? new(appointment, null) : await UndoneAsync(appointment.Id, lost!.Value, cancel);
        }
        catch (DbUpdateConcurrencyException)
        {
            return await UndoneAsync(appointment.Id, DiaryRefusal.ChangedMeanwhile, cancel);
        }
        catch (DbUpdateException failure) when (failure.IsTaken())
        {
            // What takes no hour, or one that nobody has, has met the mail of whoever was first.
            var whose = change.TakesHour ? await free.WhoseIsTakenAsync(appointment.Specialist, appointment.Span, new(appointment.PatientId, appointment.Id), cancel) : null;
            return await UndoneAsync(appointment.Id, whose ?? (change.Kind == AuditKind.AppointmentBooked ? DiaryRefusal.HourTaken : DiaryRefusal.ChangedMeanwhile), cancel);
        }
    }

    // Looked up when nobody else can book or disable these two, change their hours or close the day any more. Grid and gap bind patients, but not staff: no key of the database could tell.
    private async Task<DiaryRefusal?> WhyNoLongerAsync(Appointment appointment, Change change, CancellationToken cancel)
    {
        if (!change.TakesHour)
            return null;
        var disabled = await db.Users.Where(u => (u.Id == appointment.PatientId || u.Id == appointment.SpecialistId) && u.DisabledAt != null).Select(u => u.Id).ToListAsync(cancel);
        if (disabled.Count > 0)
            return disabled.Contains(appointment.PatientId) ? DiaryRefusal.PatientDisabled : DiaryRefusal.SpecialistDisabled;
        return change.OfferedTo is { } patient ? await free.WhyLostAsync(appointment.Specialist, appointment.Span, patient, cancel)
            : change.KeepsHour ? null
            : await free.FaultAsync(appointment.Specialist, appointment.Span, offered: null, cancel);
    }

    // The context still holds what the database refused.
    private async Task<DiaryAnswer> UndoneAsync(long id, DiaryRefusal refusal, CancellationToken cancel)
    {
        db.ChangeTracker.Clear();
        return new(await db.Appointments.WithPeople().SingleOrDefaultAsync(a => a.Id == id, cancel), refusal);
    }

    /// <param name="Reason">A code for the record.</param>
    /// <param name="OfferedTo">The patient who chose the hour by themselves.</param>
    /// <param name="KeepsHour">Whether it stays inside the hour that was agreed, whatever has become of the specialist's hours.</param>
    private sealed record Change(
        AuditKind Kind, Actor By, MailKind? Mail = null, string? Reason = null, string? FormerSpecialistId = null, Asker? OfferedTo = null, bool KeepsHour = false)
    {
        public bool TakesHour => Kind is AuditKind.AppointmentBooked or AuditKind.AppointmentMoved or AuditKind.AppointmentReassigned;
    }
}
