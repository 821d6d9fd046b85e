using ClinicaMV.Auditing;
using ClinicaMV.Clinic;
using ClinicaMV.Data;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Pages.Admin;

/// <summary>The record of access, newest first. Pages go by key, so that they stay quick however long the record is.</summary>
public sealed class AuditModel(ClinicDb db, ClinicTime time) : PageModel
{
    private const int PageSize = 50;

    [BindProperty(SupportsGet = true)]
    public Filter Filters { get; set; } = new();

    public IReadOnlyList<AuditEvent> Events { get; private set; } = [];

    /// <summary>Names of the persons on this page, by id: the record itself holds none.</summary>
    public IReadOnlyDictionary<string, string> Names { get; private set; } = new Dictionary<string, string>();

    /// <summary>The key before which the next page begins.</summary>
    public long? Next { get; private set; }

    public async Task OnGetAsync(CancellationToken cancel)
    {
        var found = await Filtered().OrderByDescending(e => e.Id).Take(PageSize + 1).AsNoTracking().ToListAsync(cancel);
        Next = found.Count > PageSize ? found[PageSize - 1].Id : null;
        Events = [.. found.Take(PageSize)];
        var people = Events.SelectMany(e => new[] { e.ActorId, e.SubjectId }).OfType<string>().Distinct().ToList();
        Names = await db.Users.Where(u => people.Contains(u.Id)).ToDictionaryAsync(u => u.Id, u => u.FullName, cancel);
    }

    private IQueryable<AuditEvent> Filtered()
    {
        var events = db.AuditEvents.AsQueryable();
        if (Filters.Kind is { } kind)
            events = events.Where(e => e.Kind == kind);
        if (Filters.Outcome is { } outcome)
            events = events.Where(e => e.Outcome == outcome);
        if (Filters.Person is { Length: > 0 } person)
            events = events.Where(e => e.ActorId == person || e.SubjectId == person);
        if (Filters.Appointment is { Length: > 0 } appointment)
            events = events.Where(e => e.AppointmentId == appointment);
        if (Filters.From is { } from && time.DayOf(from).From is var start)
            events = events.Where(e => e.At >= start);
        if (Filters.To is { } to && time.DayOf(to).To is var end)
            events = events.Where(e => e.At < end);
        if (Filters.Before is { } before)
            events = events.Where(e => e.Id < before);
        return events;
    }

    public sealed class Filter
    {
        public AuditKind? Kind { get; set; }

        public AuditOutcome? Outcome { get; set; }

        public string? Person { get; set; }

        public string? Appointment { get; set; }

        public DateOnly? From { get; set; }

        public DateOnly? To { get; set; }

        public long? Before { get; set; }

        public Dictionary<string, string> ToRoute(long? before) => new()
        {
            ["Filters.Kind"] = Kind?.ToString() ?? "",
            ["Filters.Outcome"] = Outcome?.ToString() ?? "",
            ["Filters.Person"] = Person ?? "",
            ["Filters.Appointment"] = Appointment ?? "",
            ["Filters.From"] = From?.ToString("yyyy-MM-dd") ?? "",
            ["Filters.To"] = To?.ToString("yyyy-MM-dd") ?? "",
            ["Filters.Before"] = before?.ToString() ?? "",
        };
    }
}
