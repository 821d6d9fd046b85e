using ClinicaMV.Jitsi;

namespace ClinicaMV.Visits;

/// <summary>How a visit stands for one companion at one instant.</summary>
public sealed record CompanionStatus(Companion Companion, JoinDecision Decision, bool IsMine, bool MustWait)
{
    public IssuedRoom? Room { get; init; }

    /// <summary>Not theirs, or not any more; or another browser is now.</summary>
    public bool IsOver => !IsMine || !Decision.IsOpen;

    /// <inheritdoc cref="DoorStatus.Stamp"/>
    public string Stamp => $"{Companion.Version}.{Companion.Appointment.Version}.{Companion.Appointment.Visit.RoomTag}.{Decision.Outcome}.{IsMine}.{MustWait}";
}
