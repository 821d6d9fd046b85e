using System.ComponentModel.DataAnnotations;
using ClinicaMV.Appointments;

namespace ClinicaMV.Pages.Appointments;

/// <summary>The appointment as it was on the screen when a form was filled in, told by the form itself.</summary>
public sealed class SeenAppointment
{
    /// <summary>A form without one has seen none.</summary>
    public int Version { get; set; } = -1;

    public DateTime? StartsAt { get; set; }

    public DateTime? EndsAt { get; set; }

    [EnumDataType(typeof(Modality), ErrorMessage = "Field.Invalid")]
    public Modality Modality { get; set; }

    [EnumDataType(typeof(AppointmentStatus), ErrorMessage = "Field.Invalid")]
    public AppointmentStatus Status { get; set; }

    public string? Specialist { get; set; }
}
