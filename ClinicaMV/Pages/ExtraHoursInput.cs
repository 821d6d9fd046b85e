using System.ComponentModel.DataAnnotations;
using ClinicaMV.Appointments;

namespace ClinicaMV.Pages;

/// <summary>New extra hours of one day as they are entered.</summary>
public sealed class ExtraHoursInput
{
    [Required(ErrorMessage = "Field.Required")]
    public DateOnly? Date { get; set; }

    [Required(ErrorMessage = "Field.Required")]
    public TimeOnly? From { get; set; }

    /// <summary>Midnight means the end of the day.</summary>
    [Required(ErrorMessage = "Field.Required")]
    public TimeOnly? To { get; set; }

    /// <summary>Nothing while they are incomplete, the wrong way round or off the five-minute marks.</summary>
    public LocalSpan? Span
        => From is { } from && To is { } to && new LocalSpan(from, to) is { IsRightWayRound: true, IsOnMarks: true } span ? span : null;
}
