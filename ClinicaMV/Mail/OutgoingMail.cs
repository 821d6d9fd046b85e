using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.Data;

namespace ClinicaMV.Mail;

/// <summary>
/// One mail owed to one person: a row of the outbox, written with the change it tells of. The database allows one per
/// appointment, version, kind and recipient.
/// </summary>
public sealed class OutgoingMail
{
    /// <summary>Waits after the first, second … failed attempt; then <see cref="MailState.Dead"/>.</summary>
    private static readonly TimeSpan[] Waits =
    [
        TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15),
        TimeSpan.FromHours(1), TimeSpan.FromHours(2), TimeSpan.FromHours(4), TimeSpan.FromHours(8), TimeSpan.FromHours(16),
        TimeSpan.FromHours(24),
    ];

    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    public long Id { get; private set; }

    public required MailKind Kind { get; init; }

    public required string RecipientId { get; init; }

    public ClinicUser Recipient { get; private set; } = null!;

    public long? AppointmentId { get; private set; }

    public Appointment? Appointment { get; init; }

    public int? AppointmentVersion { get; init; }

    public required DateTime CreatedAt { get; init; }

    /// <summary>Not to be sent before this instant; moves on with every failed attempt.</summary>
    public required DateTime DueAt { get; set; }

    public MailState State { get; private set; }

    public int Attempts { get; private set; }

    public DateTime? LeasedUntil { get; private set; }

    /// <summary>The whole MIME message, frozen before the first attempt: every attempt sends the same bytes.</summary>
    public byte[]? Message { get; private set; }

    /// <summary>RFC 5322 Message-ID without angle brackets, the same for every attempt.</summary>
    public string MessageId { get; private set; } = PublicId.New();

    public DateTime? SentAt { get; private set; }

    /// <summary>A code that says why the last attempt failed, e.g. <c>SocketException</c>; never the server's words, which hold addresses.</summary>
    public string? LastError { get; private set; }

    public bool IsOwed => State is MailState.Pending or MailState.Sending;

    public void Claim(DateTime now)
    {
        State = MailState.Sending;
        LeasedUntil = now + Lease;
        Attempts++;
    }

    public void Freeze(byte[] message) => Message = message;

    public void MarkSent(DateTime now)
    {
        State = MailState.Sent;
        SentAt = now;
        (LeasedUntil, LastError) = (null, null);
    }

    public void MarkFailed(string error, DateTime now)
    {
        LastError = error;
        LeasedUntil = null;
        State = Attempts > Waits.Length ? MailState.Dead : MailState.Pending;
        if (State == MailState.Pending)
            DueAt = now + Waits[Attempts - 1];
    }

    public void MarkDead(string error)
    {
        State = MailState.Dead;
        (LeasedUntil, LastError) = (null, error);
    }

    public void MarkVoid()
    {
        State = MailState.Void;
        LeasedUntil = null;
    }
}
