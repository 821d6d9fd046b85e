using System.Security.Cryptography;

namespace ClinicaMV.Auditing;

/// <summary>
/// One line of the record: who, when, what, which kind of access, allowed or denied (RD 1720/2007 art. 103). Ids and codes
/// only, never a name and never free text; the ids are the public ones, so that an export means nothing to a stranger.
/// The lines of each class are a chain: see <see cref="AuditChain"/>.
/// </summary>
public sealed class AuditEvent
{
    private const int SaltBytes = 16;

    private string? ipAddress;
    private string? agentFamily;

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

    /// <summary>Shortened to its network after <see cref="RetentionOptions.AddressDays"/>.</summary>
    public string? IpAddress { get => ipAddress; init => ipAddress = value; }

    /// <summary>The family of the browser, e.g. <c>Firefox</c>; erased with the address.</summary>
    public string? AgentFamily { get => agentFamily; init => agentFamily = value; }

    /// <summary>The salt of <see cref="Origin"/>; without it nobody can say what the commitment is to.</summary>
    public byte[]? OriginSalt { get; private set; }

    /// <summary>The commitment to address and browser, which goes into the chain in their place.</summary>
    public byte[]? Origin { get; private set; }

    /// <summary>Its place in the chain of its class, 1, 2, 3 …: a number that is missing is a line that is missing.</summary>
    public long Seq { get; private set; }

    /// <summary>SHA-256 over this line and the hash before it.</summary>
    public byte[] Hash { get; private set; } = [];

    /// <summary>Before it is saved, maybe once more: the key that it was given in a save that was undone can be another line's by now.</summary>
    internal void TakeNoKey() => Id = 0;

    /// <summary>Takes the place after that one in the chain.</summary>
    public ChainEnd Follow(ChainEnd end)
    {
        Seq = end.Seq + 1;
        Hash = Line().HashAfter(end.Hash);
        return new(Seq, Hash);
    }

    /// <summary>What goes into its hash, bound to where it comes from.</summary>
    internal AuditLine Line()
    {
        if (Origin is null && (IpAddress ?? AgentFamily) is not null)
        {
            OriginSalt = RandomNumberGenerator.GetBytes(SaltBytes);
            Origin = AuditLine.Commit(OriginSalt, IpAddress, AgentFamily);
        }

        return new(Class.ToString(), Seq, At, Kind.ToString(), Outcome.ToString(), ActorId, ActorRole, AppointmentId, SubjectId, Reason, Origin);
    }

    /// <summary>Keeps nothing of where it came from.</summary>
    internal void EraseOrigin() => (ipAddress, agentFamily, OriginSalt) = (null, null, null);
}

/// <summary>The newest line of a chain, which the next one follows; or the last one that was pruned.</summary>
public readonly record struct ChainEnd(long Seq, byte[] Hash)
{
    public static readonly ChainEnd Beginning = new(0, AuditLine.Beginning);
}
