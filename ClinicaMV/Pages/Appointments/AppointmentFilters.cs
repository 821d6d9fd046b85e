using ClinicaMV.Appointments;
using ClinicaMV.Clinic;

namespace ClinicaMV.Pages.Appointments;

/// <summary>Which appointments an administrator wants to see; what is left empty hides nothing.</summary>
public sealed class AppointmentFilters
{
    public string? SpecialistId { get; set; }

    public AppointmentStatus? Status { get; set; }

    public DateOnly? Day { get; set; }

    public bool IsEmpty => SpecialistId is not { Length: > 0 } && Status is null && Day is null;

    public IQueryable<Appointment> Apply(IQueryable<Appointment> appointments, ClinicTime time)
    {
        if (SpecialistId is { Length: > 0 } specialistId)
            appointments = appointments.Where(a => a.SpecialistId == specialistId);
        if (Status is { } status)
            appointments = appointments.Where(a => a.Status == status);
        if (Day is not null && time.DayOf(time.DayOrToday(Day)) is var (from, to))
            appointments = appointments.Where(a => a.StartsAt >= from && a.StartsAt < to);
        return appointments;
    }

    public Dictionary<string, string> ToRoute(bool past, int page) => new()
    {
        ["past"] = past ? "true" : "false",
        ["p"] = $"{page}",
        ["Filters.SpecialistId"] = SpecialistId ?? "",
        ["Filters.Status"] = Status?.ToString() ?? "",
        ["Filters.Day"] = Day?.ToString("yyyy-MM-dd") ?? "",
    };
}
