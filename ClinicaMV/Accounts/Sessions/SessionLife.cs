namespace ClinicaMV.Accounts.Sessions;

/// <summary>How long a session lives: without being used, and at most.</summary>
public sealed record SessionLife(TimeSpan Idle, TimeSpan Most)
{
    public static readonly SessionLife OfStaff = new(TimeSpan.FromMinutes(30), TimeSpan.FromHours(12));
    public static readonly SessionLife OfPatients = new(TimeSpan.FromHours(12), TimeSpan.FromDays(30));

    /// <summary>On a device of which a patient has said that it is theirs.</summary>
    public static readonly SessionLife OnOwnDevice = OfPatients with { Idle = OfPatients.Most };

    public static SessionLife Of(IEnumerable<string> roles, bool isRemembered)
        => roles.Any(Roles.AreStaff) ? OfStaff : isRemembered ? OnOwnDevice : OfPatients;

    public bool IsOver(Session session, DateTime now) => IsUnused(session, now) || IsOld(session, now);

    public bool IsUnused(Session session, DateTime now) => now >= session.SeenAt + Idle;

    public bool IsOld(Session session, DateTime now) => now >= session.StartedAt + Most;
}
