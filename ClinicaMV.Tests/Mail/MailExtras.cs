using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Mail;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Visits;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ClinicaMV.Tests.Mail;

internal static class MailExtras
{
    public static Task<List<OutgoingMail>> MailAboutAsync(this TestClinic clinic, Appointment appointment, MailKind kind, ClinicUser? to = null)
        => clinic.InAsync<ClinicDb, List<OutgoingMail>>(db => db.OutgoingMail.AsNoTracking()
            .Where(m => m.AppointmentId == appointment.Id && m.Kind == kind && (to == null || m.RecipientId == to.Id)).OrderBy(m => m.DueAt).ThenBy(m => m.Id).ToListAsync());

    /// <summary>To another specialist, at the same hour.</summary>
    public static async Task GiveAsync(this TestClinic clinic, Appointment appointment, ClinicUser specialist)
    {
        await using var scope = clinic.Services.CreateAsyncScope();
        var current = await scope.ServiceProvider.GetRequiredService<ClinicDb>().Appointments.WithPeople().SingleAsync(a => a.Id == appointment.Id);
        var answer = await scope.ServiceProvider.GetRequiredService<Diary>().ReassignAsync(current, current.Version, specialist.Id, ChangeReason.Other, Actor.System, default);
        Assert.Null(answer.Refusal);
    }

    public static async Task AnnounceDelayAsync(this TestClinic clinic, Appointment appointment, int minutes)
    {
        await using var scope = clinic.Services.CreateAsyncScope();
        var current = await scope.ServiceProvider.GetRequiredService<ClinicDb>().Appointments.WithPeople().SingleAsync(a => a.Id == appointment.Id);
        Assert.True(await scope.ServiceProvider.GetRequiredService<VisitDoor>().AnnounceDelayAsync(current, minutes, new(current.SpecialistId, Roles.Specialist), default));
    }

    /// <summary>As the sender would leave it.</summary>
    public static Task ChangeMailAsync(this TestClinic clinic, Appointment appointment, ClinicUser to, MailKind kind, Action<OutgoingMail> change)
        => clinic.InAsync<ClinicDb>(async db =>
        {
            change(await db.OutgoingMail.SingleAsync(m => m.AppointmentId == appointment.Id && m.RecipientId == to.Id && m.Kind == kind));
            await db.SaveChangesAsync();
        });

    /// <summary>As if the server had taken it then.</summary>
    public static Task MarkSentAsync(this TestClinic clinic, Appointment appointment, ClinicUser to, MailKind kind, DateTime at)
        => clinic.InAsync<ClinicDb>(db => db.OutgoingMail.Where(m => m.AppointmentId == appointment.Id && m.RecipientId == to.Id && m.Kind == kind)
            .ExecuteUpdateAsync(set => set.SetProperty(m => m.State, MailState.Sent).SetProperty(m => m.SentAt, at)));

    public static Task SendAsync(this TestClinic clinic) => clinic.InAsync<SendOutgoingMail>(job => job.RunAsync(default));
}
