namespace ClinicaMV.Jitsi;

/// <summary>How an attempt to walk into a room ended.</summary>
/// <param name="Affiliation">As the room itself says it: <c>owner</c> moderates.</param>
/// <param name="Refusal">The server's words, when it said no.</param>
public sealed record RoomEntry(bool IsIn, string Affiliation, string? Refusal)
{
    public bool Moderates => Affiliation is "owner" or "admin";
}
