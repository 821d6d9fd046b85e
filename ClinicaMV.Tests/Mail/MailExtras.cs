using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.Data;
using ClinicaMV.Mail;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Tests.Mail;

internal static class MailExtras
{
    public static Task<List<OutgoingMail>> MailAboutAsync(this TestClinic clinic, Appointment appointment, MailKind kind, ClinicUser? to = null)
        => clinic.InAsync<ClinicDb, List<OutgoingMail>>(db => db.OutgoingMail.AsNoTracking()
            .Where(m => m.AppointmentId == appointment.Id && m.Kind == kind && (to == null || m.RecipientId == to.Id)).OrderBy(m => m.DueAt).ThenBy(m => m.Id).ToListAsync());

    /// <summary>As the sender would leave it.</summary>
    public static Task ChangeMailAsync(this TestClinic clinic, Appointment appointment, ClinicUser to, MailKind kind, Action<OutgoingMail> change)
        => clinic.InAsync<ClinicDb>(async db =>
        {
            change(await db.OutgoingMail.SingleAsync(m => m.AppointmentId == appointment.Id && m.RecipientId == to.Id && m.Kind == kind));
            await db.SaveChangesAsync();
        });

    public static Task SendAsync(this TestClinic clinic) => clinic.InAsync<SendOutgoingMail>(job => job.RunAsync(default));
}
