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

    /// <summary>Whether it stands with them as it does after that step.</summary>
    /// <param name="seenLink">The number of their link before it.</param>
    public static bool IsTaken(this CompanionStep step, Companion companion, int seenLink) => step switch
    {
        CompanionStep.Accept => companion.State == CompanionState.Invited,
        CompanionStep.Decline => companion.State == CompanionState.Declined,
        CompanionStep.Remove => companion.State == CompanionState.Removed,
        CompanionStep.Admit => companion.IsAdmitted,
        _ => companion.State == CompanionState.Invited && companion.LinkNumber == seenLink + 1,
    };
}
