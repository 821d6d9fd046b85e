using ClinicaMV.Appointments;

namespace ClinicaMV.Visits;

/// <summary>Somebody was in the room.</summary>
/// <param name="To"><see langword="null"/>: nothing says that they have left.</param>
/// <param name="IsComplete">Coming and going were both reported; otherwise one of the two is the nearest that is known.</param>
public sealed record Stay(ParticipantRole Role, DateTime From, DateTime? To, bool IsComplete);
