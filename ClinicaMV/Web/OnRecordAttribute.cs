using ClinicaMV.Auditing;

namespace ClinicaMV.Web;

/// <summary>Looking at this page is on record; what is looked at is named by the route's <c>id</c>, if it has one.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class OnRecordAttribute(AuditKind kind) : Attribute
{
    public AuditKind Kind { get; } = kind;

    /// <summary>Only when somebody in that role looks; to others the page shows what is their own.</summary>
    public string? Only { get; init; }

    /// <summary>What this endpoint says about itself; nothing where looking is not on record.</summary>
    public static OnRecordAttribute? Of(HttpContext request)
        => request.GetEndpoint()?.Metadata is { } says && says.GetMetadata<NotOnRecordAttribute>() is null ? says.GetMetadata<OnRecordAttribute>() : null;
}

/// <summary>Looking at this page is not on record by itself.</summary>
/// <param name="because">Why not, or what else is.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class NotOnRecordAttribute(string because) : Attribute
{
    public string Because { get; } = because;
}
