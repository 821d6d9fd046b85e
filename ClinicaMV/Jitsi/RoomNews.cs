namespace ClinicaMV.Jitsi;

/// <summary>What the video server tells of one room, in its own words: names and pseudonyms, which may be anybody's.</summary>
public sealed record RoomNews(string Room, bool IsBreakout, IReadOnlyList<ToldFact> Facts);

/// <param name="Pseudonym">The person's id as our token gave it; <see langword="null"/> when it is about the room itself.</param>
/// <param name="Connection">The address that the video server gave this connection.</param>
public sealed record ToldFact(string? Pseudonym, string Connection, DateTime? From, DateTime? To);
