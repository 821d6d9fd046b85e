using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Mail;
using ClinicaMV.People;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Appointments;

/// <summary>
/// The one place that books, moves and cancels appointments. Each change, its line in the record and its mail are one <c>SaveChanges</c>;
/// whether an hour is free is for the database to say, at that moment and for both people.
/// </summary>
public sealed class Diary(ClinicDb db, AuditTrail trail, Outbox outbox, FreeHours free, TimeProvider clock)
{
    public async Task<DiaryAnswer> BookAsync(string patientId, string specialistId, PlannedHour hour, Actor by, CancellationToken cancel)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        if (hour.FaultAt(now) is { } fault)
            return new(null, fault);

        var patient = await db.Patients.Include(p => p.Account).SingleOrDefaultAsync(p => p.Id == patientId, cancel);
        var specialist = await db.Specialists.Include(s => s.Account).SingleOrDefaultAsync(s => s.Id == specialistId, cancel);
        if (patient is null || specialist is null || patient.Id == specialist.Id)
            return new(null, DiaryRefusal.UnknownPerson);
        if (await FaultOfAsync(specialist, hour, by.PersonId == patientId, cancel) is { } closed)
            return new(null, closed);

        var appointment = Appointment.Book(patient, specialist, hour, now);
        db.Appointments.Add(appointment);
        return await SaveAsync(appointment, AuditKind.AppointmentBooked, MailKind.AppointmentBooked, by, cancel);
    }

    /// <param name="seenVersion">The version on the form: somebody may have changed the appointment since.</param>
    public async Task<DiaryAnswer> MoveAsync(Appointment appointment, int seenVersion, PlannedHour hour, Actor by, CancellationToken cancel)
    {
        if ((Fault(appointment, seenVersion) ?? hour.FaultAt(clock.GetUtcNow().UtcDateTime)) is { } fault)
            return new(appointment, fault);
        // What stays inside its own hour stays possible, even after the specialist's hours have changed.
        if (!appointment.Holds(hour)
            && await FaultOfAsync(appointment.Specialist, hour, by.PersonId == appointment.PatientId, cancel) is { } closed)
            return new(appointment, closed);

        await db.LoadSlotsAsync(appointment, cancel);
        appointment.Move(hour);
        return await SaveAsync(appointment, AuditKind.AppointmentMoved, MailKind.AppointmentMoved, by, cancel);
    }

    /// <inheritdoc cref="MoveAsync"/>
    public async Task<DiaryAnswer> CancelAsync(Appointment appointment, int seenVersion, Actor by, CancellationToken cancel)
    {
        if (Fault(appointment, seenVersion) is { } fault)
            return new(appointment, fault);

        await db.LoadSlotsAsync(appointment, cancel);
        appointment.Cancel();
        return await SaveAsync(appointment, AuditKind.AppointmentCancelled, MailKind.AppointmentCancelled, by, cancel);
    }

    private static DiaryRefusal? Fault(Appointment appointment, int seenVersion)
        => appointment.Version != seenVersion ? DiaryRefusal.ChangedMeanwhile
        : appointment.Status != AppointmentStatus.Booked ? DiaryRefusal.NotBooked
        : null;

    private async Task<DiaryRefusal?> FaultOfAsync(Specialist specialist, PlannedHour hour, bool byPatient, CancellationToken cancel)
    {
        var hours = await free.HoursOfAsync(specialist, new(hour.StartsAt, hour.EndsAt), cancel);
        return hours.FaultOf(new(hour.StartsAt, hour.EndsAt))
            ?? (byPatient ? hours.FaultForPatient(hour.StartsAt, clock.GetUtcNow().UtcDateTime) : null);
    }

    private async Task<DiaryAnswer> SaveAsync(Appointment appointment, AuditKind kind, MailKind mail, Actor by, CancellationToken cancel)
    {
        try
        {
            trail.Allowed(kind, by, appointment.PublicId);
            await outbox.OweBothAsync(mail, appointment, cancel);
            await SaveAsync(cancel);
            return new(appointment, null);
        }
        catch (DbUpdateConcurrencyException)
        {
            return await UndoneAsync(appointment.Id, DiaryRefusal.ChangedMeanwhile, cancel);
        }
        catch (DbUpdateException failure) when (failure.IsTaken())
        {
            return await UndoneAsync(appointment.Id, DiaryRefusal.HourTaken, cancel);
        }
    }

    private async Task SaveAsync(CancellationToken cancel)
    {
        try
        {
            await db.SaveChangesAsync(cancel);
        }
        catch (DbUpdateConcurrencyException conflict) when (conflict.Entries.All(e => e.Entity is OutgoingMail))
        {
            // Its sender took a mail that was to be void: that is the sender's now, and it will see that the appointment has changed.
            foreach (var taken in conflict.Entries)
                taken.State = EntityState.Detached;
            await SaveAsync(cancel);
        }
    }

    // The context still holds what the database refused.
    private async Task<DiaryAnswer> UndoneAsync(long id, DiaryRefusal refusal, CancellationToken cancel)
    {
        db.ChangeTracker.Clear();
        return new(await db.Appointments.WithPeople().SingleOrDefaultAsync(a => a.Id == id, cancel), refusal);
    }
}
