namespace ClinicaMV.Visits;

/// <summary>A key that signs room names, as the database keeps it: encrypted by Data Protection.</summary>
public sealed class RoomKey
{
    public required byte Id { get; init; }

    public required string ProtectedKey { get; init; }

    /// <summary>Windows that open from this instant on use the key; those before keep the older one, so that no room changes under way.</summary>
    public required DateTime UsedFrom { get; init; }
}
