using ClinicaMV.Appointments;

namespace ClinicaMV.Visits;

/// <summary>
/// Who was in the rooms of a visit, and when: computed from all that was reported, so that neither the order nor a report
/// that came twice can make a difference. What a lost report leaves open is marked, never guessed in silence (decision 18).
/// </summary>
public sealed class Attendance
{
    private Attendance(IReadOnlyList<Stay> stays, bool isReported, bool isComplete)
        => (Stays, IsReported, IsComplete) = (stays, isReported, isComplete);

    /// <summary>By role and time; what overlaps (two devices, a reload) is one stay.</summary>
    public IReadOnlyList<Stay> Stays { get; }

    /// <summary>Anything at all has been reported of the rooms.</summary>
    public bool IsReported { get; }

    /// <summary>Every room is closed, and nothing that was reported has an open end.</summary>
    public bool IsComplete { get; }

    public bool WasThere(ParticipantRole role) => Stays.Any(stay => stay.Role == role);

    /// <summary>Was there, and as far as is known is not any more: nobody is held for gone of whom nothing says so.</summary>
    public bool HasLeft(ParticipantRole role) => WasThere(role) && Stays.All(stay => stay.Role != role || stay.To is not null);

    public static Attendance Of(IEnumerable<RoomReport> reports)
    {
        var rooms = reports.GroupBy(r => Convert.ToHexString(r.RoomRef)).Select(RoomStays.Of).ToList();
        var stays = rooms.SelectMany(r => r.Stays).GroupBy(s => s.Role).OrderBy(g => g.Key).SelectMany(Merge).ToList();
        return new(stays, rooms.Count > 0, rooms.Count > 0 && rooms.All(r => r.IsComplete));
    }

    /// <summary>How it stands with the two, for whoever has to say how the appointment went.</summary>
    public WhoCame WhoCameTo(Visit visit) => (Came(ParticipantRole.Patient, visit), Came(ParticipantRole.Specialist, visit)) switch
    {
        (true, true) => WhoCame.Both,
        (false, false) => WhoCame.Nobody,
        (false, _) => WhoCame.PatientMissing,
        (_, false) => WhoCame.SpecialistMissing,
        _ => WhoCame.Unknown,
    };

    // Whoever never pressed Enter was never given a room. Of the others only complete reports can say that they did not come.
    private bool? Came(ParticipantRole role, Visit visit)
        => WasThere(role) ? true : !visit.HasEntered(role) || IsComplete ? false : null;

    private static IEnumerable<Stay> Merge(IEnumerable<Stay> stays)
    {
        Stay? current = null;
        foreach (var next in stays.OrderBy(s => s.From))
        {
            if (current is not null && next.From <= (current.To ?? DateTime.MaxValue))
            {
                var to = current.To is null || next.To is null ? null : current.To > next.To ? current.To : next.To;
                current = current with { To = to, IsComplete = current.IsComplete && next.IsComplete };
                continue;
            }

            if (current is not null)
                yield return current;
            current = next;
        }

        if (current is not null)
            yield return current;
    }
}
