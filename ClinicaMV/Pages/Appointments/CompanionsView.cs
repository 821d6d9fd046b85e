using ClinicaMV.Appointments;
using ClinicaMV.Visits;

namespace ClinicaMV.Pages.Appointments;

/// <summary>Who comes along to one visit, and what its reader can do about it.</summary>
public sealed record CompanionsView(Appointment Appointment, IReadOnlyList<Companion> Companions, ParticipantRole? Role)
{
    /// <summary>There is still a visit to come to.</summary>
    public bool HasVisit { get; private init; }

    /// <summary>Another one can be named, by one of the two.</summary>
    public bool MayBring => HasVisit && Role is not null && Companions.Count < Companion.MostEver && Companions.Count(c => c.IsComing) < Companion.Most;

    public bool IsWorthShowing => MayBring || Companions.Count > 0;

    public static async Task<CompanionsView> ReadAsync(CompanionKeeper keeper, Appointment appointment, ParticipantRole? role, DateTime now, CancellationToken cancel)
        => new(appointment, await keeper.OfAsync(appointment, cancel), role) { HasVisit = CompanionKeeper.HasVisit(appointment, now) };

    /// <summary>An address belongs to whoever has given it, and to those who keep the appointment.</summary>
    public bool ShowsAddressOf(Companion companion) => Role != ParticipantRole.Patient || companion.IsProposedByPatient;

    public IEnumerable<CompanionStep> StepsFor(Companion companion) => Steps(companion).Where(_ => HasVisit);

    private IEnumerable<CompanionStep> Steps(Companion companion) => (Role, companion) switch
    {
        (ParticipantRole.Specialist, { State: CompanionState.Proposed }) => [CompanionStep.Accept, CompanionStep.Decline],
        (ParticipantRole.Specialist, { IsWaiting: true }) => [CompanionStep.Admit, CompanionStep.Remove],
        (ParticipantRole.Specialist, { State: CompanionState.Invited, LinkNumber: < Companion.MostLinks }) => [CompanionStep.NewLink, CompanionStep.Remove],
        (not null, { IsComing: true }) => [CompanionStep.Remove],
        _ => [],
    };
}
