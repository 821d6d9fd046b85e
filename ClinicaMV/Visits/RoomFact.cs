using ClinicaMV.Appointments;

namespace ClinicaMV.Visits;

/// <summary>Somebody joined (<see cref="From"/>), left (<see cref="To"/>), or both; without a role, the same of the room: made, destroyed.</summary>
/// <param name="Connection">Which connection of that person; empty for the room.</param>
public sealed record RoomFact(ParticipantRole? Role, string Connection, DateTime? From, DateTime? To)
{
    /// <summary>Public id of the companion, when it is about one.</summary>
    public string? CompanionId { get; init; }
}
