using ClinicaMV.Appointments;

namespace ClinicaMV.Mail;

/// <summary>What a move is called in the mail: by what has changed, and by what its reader has not heard of changes before.</summary>
public static class MoveNews
{
    private static readonly MailKind[] All = [MailKind.AppointmentMoved, MailKind.AppointmentHeldOtherwise, MailKind.AppointmentLengthChanged, MailKind.AppointmentChanged];

    /// <param name="before">As it is agreed until now, and not at that hour.</param>
    public static MailKind Of(Appointment before, PlannedHour to)
        => (before.StartsAt != to.StartsAt, before.Length != to.Length, before.Modality != to.Modality) switch
        {
            (true, false, false) => MailKind.AppointmentMoved,
            (false, true, false) => MailKind.AppointmentLengthChanged,
            (false, false, true) => MailKind.AppointmentHeldOtherwise,
            _ => MailKind.AppointmentChanged,
        };

    /// <summary>To whoever has not heard of the change before, nothing "is still as it was": they are told how all of it is now.</summary>
    /// <param name="unheard">What that reader was still owed about the appointment.</param>
    public static MailKind After(this MailKind news, IEnumerable<OutgoingMail> unheard)
        => All.Contains(news) && unheard.Any(m => All.Contains(m.Kind) && (m.Kind, news) != (MailKind.AppointmentMoved, MailKind.AppointmentMoved)) ? MailKind.AppointmentChanged : news;

    /// <summary>What tells a companion of another link; the first one that they get is an invitation.</summary>
    /// <param name="startsOtherwise">Whether the visit has another hour, and not only another length.</param>
    /// <param name="unheard">What they were still owed; void by now, unless it is on its way.</param>
    public static MailKind ToCompanion(bool startsOtherwise, IReadOnlyCollection<OutgoingMail> unheard)
        => unheard.Any(m => m is { Kind: MailKind.CompanionInvited, State: MailState.Void, UnheardAnswers: 0 }) ? MailKind.CompanionInvited
        : startsOtherwise || unheard.Any(m => m.Kind == MailKind.CompanionMoved) ? MailKind.CompanionMoved
        : MailKind.CompanionLengthChanged;
}
