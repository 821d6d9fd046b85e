using ClinicaMV.Appointments;
using ClinicaMV.Visits;

namespace ClinicaMV.Pages;

/// <summary>One decision about one companion, as a button.</summary>
public sealed record CompanionStepView(Companion Companion, Appointment Appointment, CompanionStep Step)
{
    public const string Today = nameof(Today);
    public const string Room = nameof(Room);

    /// <summary>Where the button stands, and whoever has pressed it wants to be again.</summary>
    public string? From { get; init; }

    /// <summary>The key of the button's words: who stands at the door is turned away, who is in is taken out.</summary>
    public string Words => Step == CompanionStep.Remove && Companion.IsWaiting ? "Companion.TurnAway" : $"Companion.Step.{Step}";
}
