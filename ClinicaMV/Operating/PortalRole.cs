using ClinicaMV.Data;

namespace ClinicaMV.Operating;

/// <summary>What one process does (<c>--role</c>): answers people, does what happens by itself, or both.</summary>
public sealed record PortalRole(string Name, bool Serves, bool Works)
{
    public static readonly PortalRole All = new("all", Serves: true, Works: true);
    public static readonly PortalRole Web = new("web", Serves: true, Works: false);
    public static readonly PortalRole Worker = new("worker", Serves: false, Works: true);
}

public static class PortalRoles
{
    internal const string Key = "Role";

    /// <exception cref="StartFailure">It is none of the three.</exception>
    public static PortalRole Role(this IConfiguration configuration) => (configuration[Key] ?? "all").ToLowerInvariant() switch
    {
        "all" => PortalRole.All,
        "web" => PortalRole.Web,
        "worker" => PortalRole.Worker,
        _ => throw new StartFailure("Role (--role, or ROLE in the environment) must be web, worker or all."),
    };
}
