using System.Security.Cryptography;
using ClinicaMV.Appointments;
using ClinicaMV.Data;

namespace ClinicaMV.Visits;

/// <summary>
/// What has happened at the door of an appointment: who pressed Enter, whether the specialist has opened the room, when it
/// ended. Says nothing about who was really in the room: a room issued is not a person present.
/// </summary>
public sealed class Visit
{
    /// <summary>The part of the room's name that cannot be guessed: 80 random bits, new whenever the old room must be worthless.</summary>
    public byte[] RoomRef { get; private set; } = NewRoomRef();

    /// <summary>Differs whenever the room does, and tells nothing of its name: with it a page knows that it shows a room of the past.</summary>
    public string RoomTag => Base32.Encode(SHA256.HashData([.. "tag"u8, .. RoomRef]).AsSpan(0, 5));

    public DateTime? PatientEnteredAt { get; private set; }

    public DateTime? SpecialistEnteredAt { get; private set; }

    /// <summary>When the patient's page last showed a sign of life, to within <see cref="WaitingRoom.Beat"/>.</summary>
    public DateTime? PatientSeenAt { get; private set; }

    /// <summary>When a specialist who has announced a delay means to be there.</summary>
    public DateTime? SpecialistExpectedAt { get; private set; }

    /// <summary>Since when the specialist has the room open: a waiting patient may follow. Nobody's once they have left it again before the patient came.</summary>
    public DateTime? RoomOpenedAt { get; private set; }

    public DateTime? EndedAt { get; private set; }

    /// <summary>How picture and sound were, as the patient says: from 1, bad, to 5, good.</summary>
    public int? Rating { get; private set; }

    /// <summary>Coming back is no second arrival: whoever waits goes on waiting since they came.</summary>
    public void Enter(ParticipantRole role, DateTime now)
    {
        if (role == ParticipantRole.Patient)
            PatientSeenAt = now;
        if (HasEntered(role))
            return;

        if (role == ParticipantRole.Specialist)
            SpecialistEnteredAt = now;
        else
            PatientEnteredAt = now;
    }

    /// <summary>For this hour and with this specialist: another one begins afresh. That the door opens for less long since is no reason to send anybody out.</summary>
    public bool HasEntered(ParticipantRole role)
        => (role == ParticipantRole.Specialist ? SpecialistEnteredAt : PatientEnteredAt) is not null;

    public void OpenRoom(DateTime now) => RoomOpenedAt ??= now;

    /// <summary>Whoever comes next waits, is seen to wait, and does not sit in the room alone.</summary>
    public void LeaveRoom() => RoomOpenedAt = null;

    /// <summary>Whoever says that they come later is not there, be the room open or not; a patient who is in it is not sent out.</summary>
    public void ExpectSpecialist(DateTime at)
    {
        SpecialistExpectedAt = at;
        if (!HasEntered(ParticipantRole.Patient))
            LeaveRoom();
    }

    public void Rate(int rating)
    {
        if (rating is < VisitFeedback.Worst or > VisitFeedback.Best)
            throw new ArgumentOutOfRangeException(nameof(rating), rating, "Ratings go from 1 to 5.");
        Rating = rating;
    }

    public void End(DateTime now)
    {
        EndedAt = now;
        RoomRef = NewRoomRef();
    }

    /// <summary>The old room dies; what happened at the door stays on view.</summary>
    public void CloseRoom() => RoomRef = NewRoomRef();

    /// <summary>Another hour or nobody's hour: the old room dies and everybody has to enter again.</summary>
    public void StartAfresh()
    {
        RoomRef = NewRoomRef();
        PatientEnteredAt = SpecialistEnteredAt = PatientSeenAt = SpecialistExpectedAt = RoomOpenedAt = EndedAt = null;
        Rating = null;
    }

    private static byte[] NewRoomRef() => RandomNumberGenerator.GetBytes(RoomName.RefBytes);
}
