using ClinicaMV.Appointments;
using ClinicaMV.Clinic;
using ClinicaMV.Data;
using ClinicaMV.People;

namespace ClinicaMV.Pages.Appointments;

/// <summary>Which appointments an administrator wants to see; what is left empty hides nothing.</summary>
public sealed class AppointmentFilters
{
    public string? SpecialistId { get; set; }

    /// <summary>Words of the name, where there are too many specialists to choose from.</summary>
    public string? Specialist { get; set; }

    public AppointmentStatus? Status { get; set; }

    public DateOnly? Day { get; set; }

    /// <summary>Those left behind by somebody who has been disabled: a specialist's are to be given to others, a patient's to be cancelled.</summary>
    public ParticipantRole? LeftBy { get; set; }

    public bool IsEmpty => LeftBy is null && SpecialistId is not { Length: > 0 } && string.IsNullOrWhiteSpace(Specialist) && Status is null && Day is null;

    public IQueryable<Appointment> Apply(IQueryable<Appointment> appointments, IQueryable<Specialist> specialists, ClinicTime time)
    {
        if (!string.IsNullOrWhiteSpace(Specialist))
        {
            var named = specialists.Named(Specialist);
            appointments = appointments.Where(a => named.Any(s => s.Id == a.SpecialistId));
        }

        if (SpecialistId is { Length: > 0 } specialistId)
            appointments = appointments.Where(a => a.SpecialistId == specialistId);
        if (Status is { } status)
            appointments = appointments.Where(a => a.Status == status);
        if (Day is not null && time.DayOf(time.DayOrToday(Day)) is var (from, to))
            appointments = appointments.Where(a => a.StartsAt >= from && a.StartsAt < to);
        return LeftBy is { } role ? appointments.Left(role, time.UtcNow) : appointments;
    }

    public Dictionary<string, string> ToRoute(bool past, int page) => new()
    {
        ["past"] = past ? "true" : "false",
        ["p"] = $"{page}",
        ["Filters.SpecialistId"] = SpecialistId ?? "",
        ["Filters.Specialist"] = Specialist ?? "",
        ["Filters.LeftBy"] = LeftBy?.ToString() ?? "",
        ["Filters.Status"] = Status?.ToString() ?? "",
        ["Filters.Day"] = Day?.ToString("yyyy-MM-dd") ?? "",
    };
}
