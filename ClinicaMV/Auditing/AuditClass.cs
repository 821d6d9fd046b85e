namespace ClinicaMV.Auditing;

/// <summary>How long an event is kept, see <see cref="RetentionOptions"/>.</summary>
public enum AuditClass
{
    /// <summary>Access to a visit or to a person's data (Ley 41/2002 art. 17.1).</summary>
    Access,

    /// <summary>Changes to the diary and to people, kept as long as access.</summary>
    Administration,

    /// <summary>What keeps the house running.</summary>
    Technical,
}
