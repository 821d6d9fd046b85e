using System.ComponentModel.DataAnnotations;
using ClinicaMV.Appointments;

namespace ClinicaMV.Pages;

/// <summary>A new absence as it is entered.</summary>
public sealed class AbsenceInput
{
    [Required(ErrorMessage = "Field.Required")]
    public DateOnly? From { get; set; }

    [Required(ErrorMessage = "Field.Required")]
    public DateOnly? To { get; set; }

    public TimeOnly? FromHour { get; set; }

    public TimeOnly? ToHour { get; set; }

    public bool HasBadHours => (FromHour is null) != (ToHour is null)
        || FromHour is { } from && ToHour is { } to && !new LocalSpan(from, to).IsRightWayRound;

    public Absence ToAbsence() => new() { From = From!.Value, To = To!.Value, FromHour = FromHour, ToHour = ToHour };
}
