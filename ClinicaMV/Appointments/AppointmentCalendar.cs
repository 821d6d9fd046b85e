using System.Text;
using ClinicaMV.Accounts;
using ClinicaMV.Clinic;
using ClinicaMV.Resources;
using ClinicaMV.Web;
using Ical.Net;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using Ical.Net.Serialization;
using Microsoft.Extensions.Localization;

namespace ClinicaMV.Appointments;

/// <summary>
/// Appointments as events of a calendar (RFC 5545), in the language of the moment. Whoever looks over a shoulder learns that there is an appointment, not
/// with whom or what for. Instants are UTC, which no program's zone rules can bend.
/// </summary>
public sealed class AppointmentCalendar(ClinicLinks links, IStringLocalizer<Text> text)
{
    private const string Product = "-//ClinicaMV//ClinicaMV//ES";

    /// <param name="mayShowInitials">In a specialist's own feed, if they want them; never in mail.</param>
    /// <param name="changedAt">When the appointment became what it is, UTC.</param>
    public CalendarEvent EventOf(Appointment appointment, ClinicUser reader, DateTime changedAt, bool mayShowInitials)
    {
        // What has been given to somebody else is off for whoever had it.
        var isCancelled = appointment.Status == AppointmentStatus.Cancelled || appointment.RoleOf(reader.Id) is null;
        var title = TitleFor(appointment, reader, mayShowInitials);
        return new()
        {
            // Not the host: it may change, and a calendar knows its entry by this alone (RFC 7986 §5.3).
            Uid = $"{appointment.PublicId}@clinicamv",
            Sequence = appointment.Version,
            // Some programs show a cancelled event like any other, so its title says it too.
            Summary = isCancelled ? text["Calendar.Cancelled", title] : title,
            Status = isCancelled ? EventStatus.Cancelled : EventStatus.Confirmed,
            Transparency = isCancelled ? TransparencyType.Transparent : TransparencyType.Opaque,
            DtStart = Utc(appointment.StartsAt),
            DtEnd = Utc(appointment.EndsAt),
            DtStamp = Utc(changedAt),
            LastModified = Utc(changedAt),
            Url = new(appointment.Modality == Modality.Video && !isCancelled ? links.Join(appointment.PublicId) : links.Appointment(appointment.PublicId)),
        };
    }

    public string Write(IEnumerable<CalendarEvent> events)
    {
        var calendar = New();
        calendar.AddProperty("X-WR-CALNAME", text["Calendar.FeedName"]);
        calendar.Events.AddRange(events);
        return new CalendarSerializer().SerializeToString(calendar)!;
    }

    public Calendar New() => new() { ProductId = Product };

    private string TitleFor(Appointment appointment, ClinicUser reader, bool mayShowInitials)
        => mayShowInitials && reader.CalendarShowsInitials && appointment.RoleOf(reader.Id) == ParticipantRole.Specialist
            ? text["Calendar.TitleWith", InitialsOf(appointment.Patient.Account.FullName.OnOneLine())]
            : text["Calendar.EventTitle"];

    private static string InitialsOf(string name)
        => string.Join(' ', name.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(2).Select(word => $"{Rune.ToUpperInvariant(Rune.GetRuneAt(word, 0))}."));

    internal static CalDateTime Utc(DateTime instant) => new(DateTime.SpecifyKind(instant, DateTimeKind.Utc), CalDateTime.UtcTzId);
}
