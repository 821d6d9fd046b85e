using ClinicaMV.Appointments;
using ClinicaMV.Visits;

namespace ClinicaMV.Pages.Appointments;

/// <summary>Who comes along to one visit, and what its reader can do about it.</summary>
public sealed record CompanionsView(Appointment Appointment, ParticipantRole? Role, IReadOnlyDictionary<Companion, IReadOnlyList<CompanionStep>> Steps)
{
    /// <summary>Why the reader cannot name another one, if not.</summary>
    public required CompanionRefusal? Refusal { get; init; }

    public bool MayBring => Refusal is null;

    public bool IsWorthShowing => MayBring || Steps.Count > 0;

    public static async Task<CompanionsView> ReadAsync(CompanionKeeper keeper, Appointment appointment, string? personId, CancellationToken cancel)
    {
        var known = await keeper.OfAsync(appointment, cancel);
        return new(appointment, appointment.RoleOf(personId), known.ToDictionary(c => c, c => keeper.StepsFor(c, appointment, personId)))
        {
            Refusal = keeper.RefusalToBring(appointment, known, personId),
        };
    }

    /// <summary>An address belongs to whoever has given it, and to those who keep the appointment.</summary>
    public bool ShowsAddressOf(Companion companion) => Role != ParticipantRole.Patient || companion.IsProposedByPatient;
}
