using ClinicaMV.Accounts;
using ClinicaMV.Data;
using ClinicaMV.People;
using ClinicaMV.Visits;

namespace ClinicaMV.Appointments;

/// <summary>
/// An agreed hour of a patient with a specialist. Only <see cref="Diary"/> (and <see cref="VisitDoor"/>, for the end of
/// the visit and a new room) calls the verbs that change it; each makes the old room worthless, and what people have to know
/// raises <see cref="Version"/> (the calendar SEQUENCE and the guard against stale forms).
/// </summary>
public sealed class Appointment
{
    public const int MinMinutes = 5;
    public const int MaxMinutes = 240;

    private static readonly AppointmentStatus[] Marks = [AppointmentStatus.Completed, AppointmentStatus.NoShow];

    private readonly List<BookedSlot> slots = [];
    private readonly List<Companion> companions = [];

    private Appointment()
    {
    }

    public long Id { get; private set; }

    public string PublicId { get; private set; } = null!;

    public string PatientId { get; private set; } = null!;

    public Patient Patient { get; private set; } = null!;

    public string SpecialistId { get; private set; } = null!;

    public Specialist Specialist { get; private set; } = null!;

    public DateTime StartsAt { get; private set; }

    public DateTime EndsAt { get; private set; }

    public Modality Modality { get; private set; }

    public AppointmentStatus Status { get; private set; }

    public int Version { get; private set; }

    public DateTime BookedAt { get; private set; }

    public Visit Visit { get; private set; } = new();

    public IReadOnlyCollection<BookedSlot> Slots => slots;

    /// <summary>Those who are to come along, and those who are not any more.</summary>
    public IReadOnlyCollection<Companion> Companions => companions;

    public TimeSpan Length => EndsAt - StartsAt;

    public TimeSpent Span => new(StartsAt, EndsAt);

    public static Appointment Book(Patient patient, Specialist specialist, PlannedHour hour, DateTime now)
    {
        var appointment = new Appointment
        {
            PublicId = Data.PublicId.New(),
            Patient = patient,
            PatientId = patient.Id,
            Specialist = specialist,
            SpecialistId = specialist.Id,
            StartsAt = hour.StartsAt,
            EndsAt = hour.EndsAt,
            Modality = hour.Modality,
            BookedAt = now,
        };
        appointment.OccupySlots();
        return appointment;
    }

    /// <summary>Why it cannot be moved, given to somebody else or cancelled, or not any more: what is over can only be marked, and followed by another.</summary>
    public DiaryRefusal? ChangeFaultAt(DateTime now)
        => Status == AppointmentStatus.Cancelled ? DiaryRefusal.AlreadyCancelled
        : Status != AppointmentStatus.Booked ? DiaryRefusal.NotBooked
        : EndsAt <= now ? DiaryRefusal.IsOver
        : null;

    public void Move(PlannedHour hour, DateTime now)
    {
        RequireChangeable(now);
        (StartsAt, EndsAt, Modality) = (hour.StartsAt, hour.EndsAt, hour.Modality);
        Visit.StartAfresh();
        companions.ForEach(Modality == Modality.Video ? c => c.FollowMove(now) : c => c.CallOff(now));
        OccupySlots();
        Version++;
    }

    /// <summary>The same hour with somebody else; the former specialist's is free again.</summary>
    public void Reassign(Specialist specialist, DateTime now)
    {
        RequireChangeable(now);
        (Specialist, SpecialistId) = (specialist, specialist.Id);
        Visit.StartAfresh();
        companions.ForEach(c => c.FollowReassignment(now));
        OccupySlots();
        Version++;
    }

    public void Cancel(DateTime now)
    {
        RequireChangeable(now);
        Status = AppointmentStatus.Cancelled;
        Visit.StartAfresh();
        companions.ForEach(c => c.CallOff(now));
        slots.Clear();
        Version++;
    }

    /// <summary>Ends the visit. What is left of the hour is free again for both.</summary>
    public void Complete(DateTime now)
    {
        RequireBooked();
        Status = AppointmentStatus.Completed;
        Visit.End(now);
        FreeFrom(now);
        Version++;
    }

    /// <summary>The same visit in another room. Nothing that people were told has changed, so the version stays.</summary>
    public void RenewRoom()
    {
        RequireBooked();
        Visit.CloseRoom();
    }

    /// <summary>What this appointment can be marked as by hand: once it has started, and again when the first mark was wrong.</summary>
    public IReadOnlyList<AppointmentStatus> MarksAt(DateTime now)
        => now < StartsAt || Status == AppointmentStatus.Cancelled ? [] : [.. Marks.Where(mark => mark != Status)];

    /// <summary>What to take it for when nobody has said. Whether a visit in person took place only people can tell: it did, until somebody says otherwise.</summary>
    /// <returns>Nothing where the patient came and waited in vain: what that was is for a person to say.</returns>
    public AppointmentStatus? PresumedMark(Attendance attendance)
        => Modality == Modality.InPerson || attendance.WasThere(ParticipantRole.Patient) || Visit is { RoomOpenedAt: not null, PatientEnteredAt: not null } ? AppointmentStatus.Completed
            : Visit.PatientEnteredAt is null ? AppointmentStatus.NoShow
            : null;

    /// <summary>Says afterwards how it went. What is left of the hour is free again for both.</summary>
    public void Mark(AppointmentStatus mark, DateTime now)
    {
        if (!MarksAt(now).Contains(mark))
            throw new InvalidOperationException($"Appointment {Id} is {Status} and cannot be marked {mark}.");
        Status = mark;
        Visit.CloseRoom();
        FreeFrom(now);
        Version++;
    }

    /// <summary>What the person is in this appointment, or nothing.</summary>
    public ParticipantRole? RoleOf(string? personId)
        => personId is null ? null
        : personId == PatientId ? ParticipantRole.Patient
        : personId == SpecialistId ? ParticipantRole.Specialist
        : null;

    /// <summary>Whether it is agreed just so already.</summary>
    public bool IsAt(PlannedHour hour)
        => Status == AppointmentStatus.Booked && (StartsAt, Length, Modality) == (hour.StartsAt, hour.Length, hour.Modality);

    public bool Holds(PlannedHour hour) => StartsAt <= hour.StartsAt && hour.EndsAt <= EndsAt;

    public ClinicUser AccountOf(ParticipantRole role) => role == ParticipantRole.Patient ? Patient.Account : Specialist.Account;

    /// <summary>The one whom a participant meets.</summary>
    public ClinicUser OtherThan(string? personId) => personId == PatientId ? Specialist.Account : Patient.Account;

    // What stays is left alone: removing and adding the same key in one transaction would be two writes for nothing.
    private void OccupySlots()
    {
        var wanted = BookedSlot.Marks(StartsAt, EndsAt)
            .SelectMany(mark => new[] { (PersonId: PatientId, mark), (PersonId: SpecialistId, mark) })
            .ToHashSet();
        slots.RemoveAll(s => !wanted.Remove((s.PersonId, s.Mark)));
        slots.AddRange(wanted.Select(w => new BookedSlot { PersonId = w.PersonId, Mark = w.mark }));
    }

    private void FreeFrom(DateTime now)
    {
        var spent = BookedSlot.MarkOf(now);
        slots.RemoveAll(s => s.Mark >= spent);
    }

    private void RequireChangeable(DateTime now)
    {
        if (ChangeFaultAt(now) is { } fault)
            throw new InvalidOperationException($"Appointment {Id} cannot change: {fault}.");
    }

    private void RequireBooked()
    {
        if (Status != AppointmentStatus.Booked)
            throw new InvalidOperationException($"Appointment {Id} is {Status}: only a booked one can change.");
    }
}
