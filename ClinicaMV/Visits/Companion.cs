using System.Security.Cryptography;
using System.Text;
using ClinicaMV.Appointments;
using ClinicaMV.Data;

namespace ClinicaMV.Visits;

/// <summary>
/// Somebody without an account who comes to one visit: a relative, a carer, an interpreter. Known by what one form says of
/// them, for as long as that visit needs it (decision 26); the record knows them by <see cref="PublicId"/> alone.
/// </summary>
public sealed class Companion
{
    /// <summary>So many may come to one visit.</summary>
    public const int Most = 2;

    /// <summary>So many may be put forward for one appointment in its whole life: each can be a mail to a stranger.</summary>
    public const int MostEver = 6;

    /// <summary>Links that one of them can be sent, for the same reason.</summary>
    public const int MostLinks = 10;

    public const int NameLength = 100;

    private Companion()
    {
    }

    public long Id { get; private set; }

    public string PublicId { get; private set; } = Data.PublicId.New();

    public long AppointmentId { get; private set; }

    public Appointment Appointment { get; private set; } = null!;

    /// <summary>1, 2, 3 … within the appointment: of two that are put forward in the same moment the database takes one.</summary>
    public int Number { get; private set; }

    public string Name { get; private set; } = "";

    public Relationship Relationship { get; private set; }

    public string Language { get; private set; } = "";

    public string Email { get; private set; } = "";

    /// <summary>It was the patient's wish, and not the specialist's invitation.</summary>
    public bool IsProposedByPatient { get; private set; }

    public CompanionState State { get; private set; }

    public DateTime ChangedAt { get; private set; }

    /// <summary>Since when the visit counts with them.</summary>
    public DateTime? InvitedAt { get; private set; }

    /// <summary>Guards each decision against another one in the same moment.</summary>
    public int Version { get; private set; }

    /// <summary>Which link opens: an older one is worth nothing.</summary>
    public int LinkNumber { get; private set; }

    /// <summary>SHA-256 of the key of the one browser in which the link was pressed: it is spent.</summary>
    public string? BrowserHash { get; private set; }

    /// <summary>When the link was pressed: since then they wait, or are in.</summary>
    public DateTime? EnteredAt { get; private set; }

    /// <summary>When their page last showed a sign of life, to within <see cref="WaitingRoom.Beat"/>.</summary>
    public DateTime? SeenAt { get; private set; }

    public DateTime? AdmittedAt { get; private set; }

    internal CompanionDetails Details => new(Name, Relationship, Language, Email);

    public bool IsComing => State is CompanionState.Proposed or CompanionState.Invited;

    /// <summary>Their link opens when the hour comes: they are invited, and neither of the two is disabled. With the visit and its people.</summary>
    public bool IsExpected => State == CompanionState.Invited && !Appointment.Patient.Account.IsDisabled && !Appointment.Specialist.Account.IsDisabled;

    /// <summary>At the door, and nobody has let them in yet.</summary>
    public bool IsWaiting => State == CompanionState.Invited && EnteredAt is not null && AdmittedAt is null;

    public bool IsAdmitted => State == CompanionState.Invited && AdmittedAt is not null;

    /// <summary>Whether their page is still open somewhere.</summary>
    public bool IsThere(DateTime now) => now - SeenAt < WaitingRoom.Silence;

    public static Companion Propose(Appointment appointment, CompanionDetails who, int number, DateTime now)
        => Of(appointment, who, number, CompanionState.Proposed, now);

    public static Companion Invite(Appointment appointment, CompanionDetails who, int number, DateTime now)
        => Of(appointment, who, number, CompanionState.Invited, now);

    public void Accept(DateTime now)
    {
        Require(State == CompanionState.Proposed);
        StartAfresh(CompanionState.Invited, now);
    }

    public void Decline(DateTime now)
    {
        Require(State == CompanionState.Proposed);
        StartAfresh(CompanionState.Declined, now);
    }

    public void Remove(DateTime now)
    {
        Require(IsComing);
        StartAfresh(CompanionState.Removed, now);
    }

    /// <summary>Another link in the place of the one before, which was lost or spent on another device.</summary>
    public void RenewLink(DateTime now)
    {
        Require(State == CompanionState.Invited && LinkNumber < MostLinks);
        StartAfresh(CompanionState.Invited, now);
    }

    /// <summary>The visit has another hour: who was invited is so still, with another link.</summary>
    public void FollowMove(DateTime now)
    {
        if (State == CompanionState.Invited)
            StartAfresh(State, now);
    }

    /// <summary>Whether somebody comes along is for the new specialist to say.</summary>
    public void FollowReassignment(DateTime now)
    {
        if (State == CompanionState.Invited)
            StartAfresh(CompanionState.Proposed, now);
    }

    /// <summary>There is no such video visit any more.</summary>
    public void CallOff(DateTime now)
    {
        if (IsComing)
            StartAfresh(CompanionState.Removed, now);
    }

    /// <summary>The press that spends the link: from now on only this browser is theirs.</summary>
    public void Enter(string browserKey, DateTime now)
    {
        Require(State == CompanionState.Invited && BrowserHash is null);
        (BrowserHash, EnteredAt, SeenAt) = (HashOf(browserKey), now, now);
        Version++;
    }

    public bool IsBrowser(string? key)
        => key is not null && BrowserHash is { } hash
            && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(hash), Encoding.ASCII.GetBytes(HashOf(key)));

    public void Admit(DateTime now)
    {
        Require(IsWaiting);
        AdmittedAt = now;
        Version++;
    }

    /// <summary>Of two who save something about them in this moment one fails, although nothing of theirs is changed.</summary>
    public void Guard() => Version++;

    private static Companion Of(Appointment appointment, CompanionDetails who, int number, CompanionState state, DateTime now)
    {
        var companion = new Companion
        {
            Appointment = appointment,
            Number = number,
            Name = who.Name,
            Relationship = who.Relationship,
            Language = who.Language,
            Email = who.Email,
            IsProposedByPatient = state == CompanionState.Proposed,
        };
        companion.StartAfresh(state, now);
        return companion;
    }

    private static string HashOf(string key) => Base32.Encode(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    // Every browser of before is out, and whoever is invited gets a link of their own.
    private void StartAfresh(CompanionState state, DateTime now)
    {
        InvitedAt = state == CompanionState.Invited ? InvitedAt ?? now : null;
        (State, ChangedAt) = (state, now);
        (BrowserHash, EnteredAt, SeenAt, AdmittedAt) = (null, null, null, null);
        if (state == CompanionState.Invited)
            LinkNumber++;
        Version++;
    }

    private void Require(bool holds)
    {
        if (!holds)
            throw new InvalidOperationException($"Companion {Id} is {State}, and that cannot be done with them.");
    }
}
