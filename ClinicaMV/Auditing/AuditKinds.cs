using System.Reflection;

namespace ClinicaMV.Auditing;

/// <summary>What a line of that kind holds beside instant, outcome, actor, role, address and browser.</summary>
[Flags]
public enum AuditFields
{
    None = 0,
    Appointment = 1,
    Subject = 2,
    Reason = 4,
}

/// <summary>The entry of a kind in the catalogue, docs/audit-events.md.</summary>
/// <param name="when">When it is written, as a clause: "a room is handed out".</param>
[AttributeUsage(AttributeTargets.Field)]
public sealed class RecordedAttribute(AuditClass kept, string when, AuditFields fields) : Attribute
{
    public AuditClass Class { get; } = kept;

    public string When { get; } = when;

    public AuditFields Fields { get; } = fields;
}

public static class AuditKinds
{
    private static readonly Dictionary<AuditKind, RecordedAttribute> Catalogue = Enum.GetValues<AuditKind>()
        .ToDictionary(kind => kind, kind => typeof(AuditKind).GetField(kind.ToString())!.GetCustomAttribute<RecordedAttribute>()
            ?? throw new InvalidOperationException($"{kind} has no [Recorded]: how long is it kept?"));

    public static RecordedAttribute EntryOf(AuditKind kind) => Catalogue[kind];

    public static AuditClass ClassOf(AuditKind kind) => EntryOf(kind).Class;
}
