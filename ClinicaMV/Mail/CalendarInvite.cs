using ClinicaMV.Appointments;
using ClinicaMV.Clinic;
using Ical.Net;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using Ical.Net.Serialization;
using Microsoft.Extensions.Options;
using MimeKit;

namespace ClinicaMV.Mail;

/// <summary>
/// What a mail tells its reader's calendar (RFC 5546): put this in, or take it out. The same UID for as long as the appointment lives, and a SEQUENCE
/// that rises with its version, so that programs change the entry they have. One reader in each, and nothing of the other.
/// </summary>
public sealed class CalendarInvite(AppointmentCalendar events, ClinicTime time, IOptions<MailOptions> mailOptions, IOptions<ClinicOptions> clinic)
{
    private static readonly TimeSpan Warning = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Year = TimeSpan.FromDays(366);

    /// <returns>Nothing for a mail that changes nothing in a calendar.</returns>
    public (string Method, string Text)? Write(OutgoingMail mail)
    {
        if (mail.Kind is not (MailKind.AppointmentBooked or MailKind.AppointmentMoved or MailKind.AppointmentHeldOtherwise or MailKind.AppointmentLengthChanged or MailKind.AppointmentChanged
            or MailKind.AppointmentReassigned or MailKind.AppointmentHandedOver or MailKind.AppointmentCancelled))
            return null;

        var calendar = events.New();
        var entry = EntryOf(mail);
        calendar.Method = entry.Status == EventStatus.Cancelled ? CalendarMethods.Cancel : CalendarMethods.Request;
        if (!entry.DtStart!.IsUtc)
            calendar.AddTimeZone(ZoneAround(mail.StartsAt ?? mail.Appointment!.StartsAt, time));
        calendar.Events.Add(entry);
        return (calendar.Method, new CalendarSerializer().SerializeToString(calendar)!);
    }

    /// <summary>
    /// The zone as it is at that instant and for a year after it, change by change (RFC 5545 §3.6.5): a rule for every year would fit neither a summer time that
    /// Ramadan interrupts nor one that a government ends. A step forward is called summer time, also where the law calls winter the exception.
    /// </summary>
    public static VTimeZone ZoneAround(DateTime instant, ClinicTime time)
    {
        var span = new TimeSpent(instant - Year, instant + Year);
        var zone = new VTimeZone(time.Zone.Id);
        var changes = time.ChangesIn(span).ToList();
        if (changes.Count == 0 || changes[0] > instant)
            changes.Insert(0, span.From);
        foreach (var change in changes)
        {
            var (before, after) = (time.Zone.GetUtcOffset(change.AddMinutes(-1)), time.Zone.GetUtcOffset(change));
            zone.AddChild(new VTimeZoneInfo
            {
                Name = after > before ? "DAYLIGHT" : "STANDARD",
                Start = new CalDateTime(DateTime.SpecifyKind(change + before, DateTimeKind.Unspecified)),
                OffsetFrom = new UtcOffset(before),
                OffsetTo = new UtcOffset(after),
            });
        }

        return zone;
    }

    private CalendarEvent EntryOf(OutgoingMail mail)
    {
        var (appointment, reader) = (mail.Appointment!, mail.Recipient!);
        var entry = events.EventOf(appointment, reader, mail.CreatedAt, mayShowInitials: false);
        var (startsAt, endsAt) = (mail.StartsAt ?? appointment.StartsAt, mail.EndsAt ?? appointment.EndsAt);
        // By the clinic's clock, as people speak of it. An hour that comes twice only UTC can name.
        var isNamedByClock = !time.Zone.IsAmbiguousTime(time.ToLocal(startsAt)) && !time.Zone.IsAmbiguousTime(time.ToLocal(endsAt));
        (entry.DtStart, entry.DtEnd) = isNamedByClock ? (Local(startsAt), Local(endsAt)) : (AppointmentCalendar.Utc(startsAt), AppointmentCalendar.Utc(endsAt));
        entry.Organizer = new($"mailto:{MailboxAddress.Parse(mailOptions.Value.From).Address}") { CommonName = clinic.Value.Name.OnOneLine() };
        entry.Attendees.Add(new($"mailto:{mail.Address ?? reader.Email}")
        {
            Role = ParticipationRole.RequiredParticipant,
            ParticipationStatus = EventParticipationStatus.Accepted,
            Rsvp = false,
        });
        if (entry.Status == EventStatus.Cancelled)
            return entry;

        entry.Description = entry.Url!.ToString();
        if (appointment.Modality == Modality.InPerson && clinic.Value.Address.Length > 0)
            entry.Location = clinic.Value.Address.OnOneLine();
        if (reader.WantsReminders)
            entry.Alarms.Add(new() { Action = AlarmAction.Display, Trigger = new(Duration.FromMinutes(-(int)Warning.TotalMinutes)), Description = entry.Summary });
        return entry;
    }

    private CalDateTime Local(DateTime utc) => new(time.ToLocal(utc), time.Zone.Id);
}
