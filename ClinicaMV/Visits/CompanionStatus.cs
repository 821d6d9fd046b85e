using ClinicaMV.Jitsi;

namespace ClinicaMV.Visits;

/// <summary>How a visit stands for one companion at one instant.</summary>
public sealed record CompanionStatus(Companion Companion, JoinDecision Decision, bool IsMine, bool MustWait, SpecialistState Specialist)
    : DoorStatus(Companion.Appointment, Decision, MustWait, Specialist)
{
    public IssuedRoom? Room { get; init; }

    /// <summary>Not theirs, or not any more; or another browser is now.</summary>
    public override bool IsOver => !IsMine || !Decision.IsOpen;

    /// <inheritdoc/>
    public override string Stamp => $"{Companion.Version}.{base.Stamp}";
}
