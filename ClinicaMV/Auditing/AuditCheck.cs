namespace ClinicaMV.Auditing;

/// <summary>The one row that says when the record was last verified, and to what it was last anchored.</summary>
public sealed class AuditCheck
{
    public const int Only = 1;

    public int Id { get; init; } = Only;

    public DateTime? CheckedAt { get; private set; }

    /// <summary>When it was last found as it was written.</summary>
    public DateTime? GreenAt { get; private set; }

    public long Lines { get; private set; }

    /// <summary>What was found last: the name of a <see cref="ChainFaultKind"/>, nothing when it was green.</summary>
    public string? Fault { get; private set; }

    /// <summary>Where: a class and its number, e.g. <c>Access 17</c>.</summary>
    public string? FaultAt { get; private set; }

    /// <summary>The newest line of the anchor file.</summary>
    public string? Anchor { get; private set; }

    public DateTime? AnchoredAt { get; private set; }

    public DateTime? AnchorMailedAt { get; private set; }

    public bool IsGreen => CheckedAt is not null && Fault is null;

    public void Take(AuditVerdict verdict, DateTime now)
    {
        (CheckedAt, Lines) = (now, verdict.Lines);
        (Fault, FaultAt) = (verdict.Fault?.Kind.ToString(), verdict.Fault is { } fault ? $"{fault.Chain} {fault.Seq}".Trim() : null);
        if (verdict.IsGreen)
            GreenAt = now;
    }

    public void Take(AuditAnchor anchor) => (Anchor, AnchoredAt) = (anchor.ToString(), anchor.At);

    public void MarkMailed(DateTime now) => AnchorMailedAt = now;
}
