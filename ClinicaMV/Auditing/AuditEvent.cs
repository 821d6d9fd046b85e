namespace ClinicaMV.Auditing;

/// <summary>
/// One line of the record: who, when, what, which kind of access, allowed or denied (RD 1720/2007 art. 103). Ids and codes
/// only, never a name and never free text; the ids are the public ones, so that an export means nothing to a stranger.
/// </summary>
public sealed class AuditEvent
{
    public long Id { get; private set; }

    public required DateTime At { get; init; }

    public required AuditKind Kind { get; init; }

    public required AuditClass Class { get; init; }

    public required AuditOutcome Outcome { get; init; }

    /// <summary>Who acted; nobody when the house itself did, or somebody who is not signed in.</summary>
    public string? ActorId { get; init; }

    /// <summary>In which capacity, e.g. <c>Patient</c>, <c>Administrator</c>, <c>System</c>.</summary>
    public required string ActorRole { get; init; }

    public string? AppointmentId { get; init; }

    /// <summary>The person whom it concerns, when that is not the actor.</summary>
    public string? SubjectId { get; init; }

    /// <summary>A code from the code base (a <c>JoinOutcome</c>, a number), never what somebody typed.</summary>
    public string? Reason { get; init; }

    public string? IpAddress { get; init; }
}
