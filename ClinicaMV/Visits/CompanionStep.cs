using ClinicaMV.Auditing;

namespace ClinicaMV.Visits;

/// <summary>What the two of a visit decide about somebody who is to come along.</summary>
public enum CompanionStep
{
    Accept,
    Decline,
    Admit,
    NewLink,

    /// <summary>Not wanted any more, turned away at the door, or taken out of the room.</summary>
    Remove,
}

public static class CompanionSteps
{
    public static AuditKind Kind(this CompanionStep step) => step switch
    {
        CompanionStep.Decline => AuditKind.CompanionDeclined,
        CompanionStep.Remove => AuditKind.CompanionRemoved,
        CompanionStep.Admit => AuditKind.CompanionAdmitted,
        _ => AuditKind.CompanionInvited,
    };
}
