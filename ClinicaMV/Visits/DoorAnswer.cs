using ClinicaMV.Jitsi;

namespace ClinicaMV.Visits;

/// <summary>
/// A room, or why there is none: the gate is closed, the person has not pressed Enter in this window, or the patient still
/// waits for the specialist (entered, no room).
/// </summary>
public sealed record DoorAnswer(JoinDecision Decision, bool HasEntered, IssuedRoom? Room = null);
