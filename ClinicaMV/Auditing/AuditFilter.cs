using ClinicaMV.Clinic;
using ClinicaMV.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Auditing;

/// <summary>Which lines of the record somebody wants to see.</summary>
public sealed class AuditFilter
{
    public AuditKind? Kind { get; set; }

    public AuditOutcome? Outcome { get; set; }

    /// <summary>Whoever acted or was concerned, or whose visit it was.</summary>
    public string? Person { get; set; }

    public string? Appointment { get; set; }

    /// <summary>By the clinic's clock, the day itself included.</summary>
    public DateOnly? From { get; set; }

    public DateOnly? To { get; set; }

    /// <summary>The key before which a page begins.</summary>
    public long? Before { get; set; }

    /// <summary>Whether it ends before it begins: there is nothing to find, and nobody has meant it.</summary>
    public bool IsBackwards => From > To;

    public IQueryable<AuditEvent> Of(ClinicDb db, ClinicTime time)
    {
        var events = (Person is { Length: > 0 } person ? db.LinesOf(person) : db.AuditEvents).AsNoTracking();
        if (Kind is { } kind)
            events = events.Where(e => e.Kind == kind);
        if (Outcome is { } outcome)
            events = events.Where(e => e.Outcome == outcome);
        if (Appointment is { Length: > 0 } appointment)
            events = events.Where(e => e.AppointmentId == appointment);
        if (From is { } from && time.DayOf(from).From is var start)
            events = events.Where(e => e.At >= start);
        if (To is { } to && time.DayOf(to).To is var end)
            events = events.Where(e => e.At < end);
        if (Before is { } before)
            events = events.Where(e => e.Id < before);
        return events;
    }

    public Dictionary<string, string> ToRoute(long? before, string? format = null) => new()
    {
        ["Filters.Kind"] = Kind?.ToString() ?? "",
        ["Filters.Outcome"] = Outcome?.ToString() ?? "",
        ["Filters.Person"] = Person ?? "",
        ["Filters.Appointment"] = Appointment ?? "",
        ["Filters.From"] = From?.ToString("yyyy-MM-dd") ?? "",
        ["Filters.To"] = To?.ToString("yyyy-MM-dd") ?? "",
        ["Filters.Before"] = before?.ToString() ?? "",
        ["format"] = format ?? "",
    };
}
