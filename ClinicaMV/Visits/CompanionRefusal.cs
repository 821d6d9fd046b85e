namespace ClinicaMV.Visits;

/// <summary>Why nobody is brought, or nothing changes. The texts are <c>Companion.Refusal.{name}</c>.</summary>
public enum CompanionRefusal
{
    /// <summary>Only the specialist decides that.</summary>
    NotYours,

    /// <summary>The visit is over, called off, or no video visit.</summary>
    NoVisit,

    /// <summary>As many as there is room for, or as were ever put forward for one appointment.</summary>
    TooMany,

    /// <summary>Somebody has decided otherwise meanwhile.</summary>
    ChangedMeanwhile,
}
