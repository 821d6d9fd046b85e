using ClinicaMV.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Mail;

/// <summary>The hour by which a reader knows an appointment: the one in the newest mail about it that went out to them.</summary>
internal static class KnownHour
{
    /// <summary>Lets news that something is off tell of that hour. That it had another one since may never have reached them; who has had no mail at all is left as it is.</summary>
    public static async Task TellOfKnownHourAsync(this ClinicDb db, OutgoingMail news, CancellationToken cancel)
    {
        var (appointment, reader, companion) = (news.Appointment!.Id, news.RecipientId, news.Companion?.Id);
        var told = await db.OutgoingMail
            .Where(m => m.AppointmentId == appointment && m.RecipientId == reader && m.CompanionId == companion && m.SentAt != null && m.StartsAt != null && m.EndsAt != null)
            .OrderByDescending(m => m.AppointmentVersion).ThenByDescending(m => m.Id)
            .Select(m => new { m.StartsAt, m.EndsAt }).FirstOrDefaultAsync(cancel);
        if (told is not null)
            news.TellOf((told.StartsAt!.Value, told.EndsAt!.Value));
    }
}
