namespace ClinicaMV.Visits;

/// <summary>How it stands with somebody whom a participant wants to bring. The name is the code in the database: never rename one.</summary>
public enum CompanionState
{
    /// <summary>The patient wishes it; the specialist has not said yes.</summary>
    Proposed,

    /// <summary>They have a link, or will have it with the next mail.</summary>
    Invited,

    /// <summary>The specialist has said no.</summary>
    Declined,

    /// <summary>Not wanted any more, turned away, or called off with the visit.</summary>
    Removed,
}
