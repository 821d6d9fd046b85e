using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.Data;
using Hangfire;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Mail;

/// <summary>
/// Puts mail on the list of what is owed, in the transaction of the change it tells of, and wakes the sender when that has
/// been saved. Should the call be lost, the minute's sweep finds the row.
/// </summary>
public sealed partial class Outbox(ClinicDb db, IBackgroundJobClient jobs, TimeProvider clock, ILogger<Outbox> log)
{
    private bool rings;

    public void Owe(MailKind kind, ClinicUser recipient) => Add(kind, recipient.Id, null);

    /// <summary>Tells both participants; what the appointment's earlier version still owed is void.</summary>
    public async Task OweBothAsync(MailKind kind, Appointment appointment, CancellationToken cancel)
    {
        await VoidAsync(appointment, cancel);
        Add(kind, appointment.PatientId, appointment);
        Add(kind, appointment.SpecialistId, appointment);
    }

    /// <summary>Tells the specialist from whom the appointment was taken.</summary>
    public void OweFormer(string specialistId, Appointment appointment) => Add(MailKind.AppointmentReassigned, specialistId, appointment);

    private async Task VoidAsync(Appointment appointment, CancellationToken cancel)
    {
        if (appointment.Id == 0)
            return;

        var owed = await db.OutgoingMail
            .Where(m => m.AppointmentId == appointment.Id && m.State == MailState.Pending)
            // That it is no longer somebody's stays true, whatever happens to it later.
            .Where(m => m.Kind != MailKind.AppointmentReassigned || m.RecipientId == appointment.PatientId || m.RecipientId == appointment.SpecialistId)
            .ToListAsync(cancel);
        owed.ForEach(m => m.MarkVoid());
    }

    private void Add(MailKind kind, string recipientId, Appointment? appointment)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        db.OutgoingMail.Add(new OutgoingMail
        {
            Kind = kind,
            RecipientId = recipientId,
            Appointment = appointment,
            AppointmentVersion = appointment?.Version,
            CreatedAt = now,
            DueAt = now,
        });
        RingOnCommit();
    }

    private void RingOnCommit()
    {
        if (rings)
            return;

        rings = true;
        db.Committed += Ring;
    }

    // What was saved is saved: a clock that has stopped must not turn it into an error.
    private void Ring()
    {
        try
        {
            jobs.Enqueue<SendOutgoingMail>(job => job.RunAsync(CancellationToken.None));
        }
        catch (BackgroundJobClientException failure)
        {
            LogNotWoken(failure);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The sender of mail could not be woken; the next sweep will find what is owed")]
    private partial void LogNotWoken(Exception failure);
}
