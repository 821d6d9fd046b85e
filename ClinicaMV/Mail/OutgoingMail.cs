using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.Data;
using ClinicaMV.Visits;

namespace ClinicaMV.Mail;

/// <summary>
/// One mail owed to one person: a row of the outbox, written with the change it tells of. The database allows one per
/// appointment, version, kind, recipient and <see cref="Minutes"/>.
/// </summary>
public sealed class OutgoingMail
{
    /// <summary>How long one worker has for what it has claimed; then anybody may take it up, and before when it is known to be gone (<see cref="AbandonedMail"/>).</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    /// <summary>Waits after the first, second … failed attempt; then <see cref="MailState.Dead"/>.</summary>
    private static readonly TimeSpan[] Waits =
    [
        TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15),
        TimeSpan.FromHours(1), TimeSpan.FromHours(2), TimeSpan.FromHours(4), TimeSpan.FromHours(8), TimeSpan.FromHours(16),
        TimeSpan.FromHours(24),
    ];

    private static readonly TimeSpan WholeSchedule = Waits.Aggregate((all, wait) => all + wait);

    public long Id { get; private set; }

    public required MailKind Kind { get; init; }

    public MailUrgency Urgency { get; private set; }

    /// <summary>Who has an account; nobody when it is for a companion.</summary>
    public string? RecipientId { get; init; }

    public ClinicUser? Recipient { get; private set; }

    public long? CompanionId { get; private set; }

    /// <summary>For whom it is when they have no account.</summary>
    public Companion? Companion { get; init; }

    /// <summary>With its recipient or companion loaded.</summary>
    public MailReader Reader => Companion is { } companion
        ? new(companion.Name, companion.Email, companion.Language)
        : new(Recipient!.FullName, Address ?? Recipient.Email!, Recipient.Language);

    /// <summary>Where to, when that is not the recipient's present address: news of a changed address goes to the old one too.</summary>
    public string? Address { get; private set; }

    public long? AppointmentId { get; private set; }

    public Appointment? Appointment { get; init; }

    public int? AppointmentVersion { get; init; }

    /// <summary>How long before the start a reminder comes, or how late the specialist is; else 0.</summary>
    public int Minutes { get; init; }

    /// <summary>
    /// The hour it tells of, as it was when this was owed: what has been given to somebody else may have moved since. That something is off is told of
    /// its <see cref="KnownHour"/>.
    /// </summary>
    public DateTime? StartsAt { get; private set; }

    public DateTime? EndsAt { get; private set; }

    public DateTime CreatedAt { get; private set; }

    /// <summary>When it ought to go out.</summary>
    public DateTime DueAt { get; private set; }

    /// <summary>Nobody needs it after this instant: the visit is over, or the code in it has expired.</summary>
    public required DateTime NotAfter { get; init; }

    /// <summary>When it may be claimed: when due, after a failed attempt, or when the lease of the one who sends it runs out.</summary>
    public DateTime NextAt { get; private set; }

    public MailState State { get; private set; }

    /// <summary>Who has claimed it, or had it last: the name of an <see cref="Operating.Instance"/>.</summary>
    public string? Sender { get; private set; }

    public int Attempts { get; private set; }

    /// <summary>Attempts whose answer nobody heard: so often it may have arrived once more.</summary>
    public int UnheardAnswers { get; private set; }

    /// <summary>The whole MIME message, frozen before the first attempt: every attempt sends the same bytes.</summary>
    public byte[]? Message { get; private set; }

    /// <summary>RFC 5322 Message-ID without angle brackets, the same for every attempt.</summary>
    public string MessageId { get; private set; } = PublicId.New();

    /// <summary>When it first went out, should it be sent again.</summary>
    public DateTime? SentAt { get; private set; }

    /// <summary>A code that says why the last attempt failed, e.g. <c>SocketException</c>; never the server's words, which hold addresses.</summary>
    public string? LastError { get; private set; }

    /// <summary>By whoever has it in memory: not kept.</summary>
    public bool IsSaidAgain { get; private set; }

    public bool IsOwed => State is MailState.Pending or MailState.Sending or MailState.Uncertain;

    /// <summary>How long an attempt that takes so long can still wait before it begins: the lease must not run out meanwhile.</summary>
    public TimeSpan TimeToBegin(DateTime now, TimeSpan attempt) => (NextAt - attempt < NotAfter ? NextAt - attempt : NotAfter) - now;

    public static OutgoingMail To(ClinicUser recipient, MailKind kind, DateTime now, TimeSpan life, string? address = null)
        => new()
        {
            Kind = kind, Urgency = MailUrgencies.Of(kind), RecipientId = recipient.Id, Address = address,
            CreatedAt = now, DueAt = now, NextAt = now, NotAfter = now + life,
        };

    public static OutgoingMail About(Appointment appointment, string recipientId, MailKind kind, DateTime now, DateTime dueAt, DateTime notAfter, int minutes = 0)
        => new()
        {
            Kind = kind, Urgency = MailUrgencies.Of(kind), RecipientId = recipientId, Minutes = minutes,
            Appointment = appointment, AppointmentVersion = appointment.Version, StartsAt = appointment.StartsAt, EndsAt = appointment.EndsAt,
            CreatedAt = now, DueAt = dueAt, NextAt = dueAt, NotAfter = notAfter,
        };

    /// <summary>News of a visit for somebody who comes along to it.</summary>
    public static OutgoingMail ToCompanion(Companion companion, Appointment appointment, MailKind kind, DateTime now, DateTime dueAt, DateTime notAfter, int minutes = 0)
        => new()
        {
            Kind = kind, Urgency = MailUrgencies.Of(kind), Companion = companion, Minutes = minutes,
            Appointment = appointment, AppointmentVersion = appointment.Version, StartsAt = appointment.StartsAt, EndsAt = appointment.EndsAt,
            CreatedAt = now, DueAt = dueAt, NextAt = dueAt, NotAfter = notAfter,
        };

    public void TellOf((DateTime StartsAt, DateTime EndsAt) hour) => (StartsAt, EndsAt) = hour;

    public void Freeze(byte[] message) => Message = message;

    /// <summary>Its reader's address was put right while somebody had claimed it.</summary>
    /// <param name="address">Where its reader is to be found now.</param>
    public bool IsFrozenForAnother(string address) => Message is { } message && !FrozenMessage.IsTo(message, address);

    public void MarkFailed(string error, DateTime now) => TryAgain(MailState.Pending, error, now);

    /// <summary>The message was handed over whole and the answer never came: it goes out again, byte for byte, rather than not at all.</summary>
    public void MarkUnheard(string error, DateTime now)
    {
        UnheardAnswers++;
        TryAgain(MailState.Uncertain, error, now);
    }

    public void MarkDead(string error)
    {
        State = MailState.Dead;
        LastError = error;
    }

    /// <summary>Whether somebody can ask for it again: it has been tried, and is still good for something.</summary>
    public bool MaySendAgain(DateTime now) => State is MailState.Dead or MailState.Sent or MailState.Uncertain && now <= NotAfter;

    /// <summary>From the beginning, because somebody asks for it.</summary>
    public void SendAgain(DateTime now)
    {
        // Written anew: the address may have been put right since, and many mailboxes drop a Message-ID they have seen.
        if (State != MailState.Uncertain)
            (Message, MessageId) = (null, PublicId.New());
        (State, Attempts, NextAt, LastError) = (MailState.Pending, 0, now, null);
    }

    /// <summary>The same news once more, since other news has come in between.</summary>
    public void SayAgain(DateTime now, DateTime dueAt)
    {
        // Whoever has the old one in their hands goes by its attempts: what becomes of that must not be taken for what becomes of this.
        var attempts = State == MailState.Sending ? Attempts : 0;
        SendAgain(now);
        (Message, MessageId, Attempts, CreatedAt, DueAt, NextAt, SentAt, IsSaidAgain) = (null, PublicId.New(), attempts, now, dueAt, dueAt, null, true);
    }

    /// <summary>To the recipient's present address, from the beginning: what was tried so far may have gone to a wrong one.</summary>
    public void Readdress(DateTime now)
    {
        (Message, MessageId, State, Attempts, LastError) = (null, PublicId.New(), MailState.Pending, 0, null);
        NextAt = DueAt > now ? DueAt : now;
    }

    /// <summary>Its reader is erased: what is owed is void, and neither its text nor its address stays.</summary>
    public void Forget()
    {
        if (IsOwed)
            MarkVoid();
        (Message, Address) = (null, null);
    }

    public void MarkVoid() => State = MailState.Void;

    /// <summary>Claimed and not tried after all: as if it had never been claimed.</summary>
    public void Release(DateTime now)
    {
        State = UnheardAnswers > 0 ? MailState.Uncertain : MailState.Pending;
        NextAt = now;
        Attempts--;
    }

    private void TryAgain(MailState state, string error, DateTime now)
    {
        LastError = error;
        State = IsGivenUp(now) ? MailState.Dead : state;
        if (IsOwed)
            NextAt = now + Wait(NotAfter - now);
    }

    // Both: whoever has little time left tries more often, and what lay for days before its first attempt has had only one.
    private bool IsGivenUp(DateTime now) => Attempts > Waits.Length && now >= DueAt + WholeSchedule;

    // Never more than half of the time that is left: a server that comes back before the visit still sends the reminder.
    private TimeSpan Wait(TimeSpan left)
    {
        var (planned, half) = (Waits[Math.Min(Attempts, Waits.Length) - 1], left / 2);
        return planned < half ? planned : half < Waits[0] ? Waits[0] : half;
    }
}
