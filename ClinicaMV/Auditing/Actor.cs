using System.Net;

namespace ClinicaMV.Auditing;

/// <summary>Who does something, as the record wants to know it.</summary>
/// <param name="PersonId">Nobody when the house itself acts, or somebody who is not signed in.</param>
/// <param name="Role">In which capacity, e.g. <c>Patient</c>, <c>Administrator</c>, <c>System</c>, <c>Anonymous</c>.</param>
/// <param name="AgentFamily">The family of the browser, see <c>RequestActor</c>.</param>
public sealed record Actor(string? PersonId, string Role, IPAddress? Address = null, string? AgentFamily = null)
{
    /// <summary>The house itself: a job or the command line.</summary>
    public static readonly Actor System = new(null, nameof(System));

    /// <summary>The video server, which has shown the secret that it shares with us.</summary>
    public static Actor VideoServer(IPAddress? address) => new(null, nameof(VideoServer), address);

    /// <summary>Somebody who comes along to a visit, known by a public id and by nothing else.</summary>
    public static Actor Companion(string publicId, IPAddress? address, string? agentFamily) => new(publicId, nameof(Companion), address, agentFamily);

    /// <summary>Somebody who has not signed in, though it may be known whose account it is about.</summary>
    public static Actor Anonymous(string? personId, IPAddress? address, string? agentFamily = null) => new(personId, nameof(Anonymous), address, agentFamily);
}
