using ClinicaMV.Data;
using ClinicaMV.Mail;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using MimeKit;

namespace ClinicaMV.Tests.Mail;

/// <summary>S23: the program is killed at random instants. What was booked has its mail, and all of it reaches the mail server.</summary>
internal static class MailKills
{
    private const int Bookers = 4;
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(500);

    /// <param name="bookings">It is killed until so many have been confirmed, too.</param>
    public static async Task<KillFigures> OfAsync(InterruptedClinic clinic, int kills, int bookings = 0)
    {
        var killed = 0;
        for (; killed < kills || clinic.Reception.Confirmed.Count < bookings; killed++)
            await clinic.RunAsync(Bookers, Longest, run => run.KillAsync());

        var after = clinic.Reopen();
        await after.SendAsync();
        return await FiguresAsync(clinic, after, killed);
    }

    public static async Task<KillFigures> FiguresAsync(InterruptedClinic clinic, TestClinic after, int kills)
    {
        var (booked, owed) = await after.InAsync<ClinicDb, (List<string>, List<OutgoingMail>)>(async db =>
            (await db.Appointments.Select(a => a.PublicId).ToListAsync(), await db.OutgoingMail.AsNoTracking().Include(m => m.Appointment).ToListAsync()));
        var mailOf = owed.Where(m => m.Appointment is not null).ToLookup(m => m.Appointment!.PublicId);
        var delivered = clinic.Smtp.Received.GroupBy(mail => MimeMessage.Load(new MemoryStream(mail.Raw)).MessageId!.Split('@')[0]).ToDictionary(g => g.Key, g => g.ToList());
        return new()
        {
            Kills = kills,
            Acknowledged = clinic.Reception.Confirmed.Count,
            Forgotten = clinic.Reception.Confirmed.Except(booked).Count(),
            Booked = booked.Count,
            WithoutMail = booked.Count(id => !mailOf[id].GroupBy(m => (m.Kind, m.Minutes)).Select(g => g.Count()).SequenceEqual([2, 2, 2])),
            Lost = owed.Count(m => m.Kind == MailKind.AppointmentBooked && (m.State != MailState.Sent || !delivered.ContainsKey(m.MessageId))),
            Doubled = delivered.Values.Count(copies => copies.Count > 1),
            Different = delivered.Values.Count(copies => copies.Any(copy => !copy.Raw.AsSpan().SequenceEqual(copies[0].Raw))),
        };
    }
}
