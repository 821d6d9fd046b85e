using ClinicaMV.Accounts.Sessions;
using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.Clinic;
using ClinicaMV.Data;
using ClinicaMV.Mail;
using ClinicaMV.Visits;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Accounts;

/// <summary>What is kept about one person, as the person may have it (RGPD art. 15 and 20). Instants are UTC.</summary>
public sealed record KeptData(KeptAccount Account, KeptSignIns SignIns, KeptWork? Work, IReadOnlyList<KeptAppointment> Appointments, IReadOnlyList<KeptMail> Mail,
    IReadOnlyList<KeptDevices> Devices, IReadOnlyList<KeptCompanion> Companions, IReadOnlyList<KeptAccess> Accesses);

/// <summary>How many there are of what can be many, whatever is shown of it.</summary>
public sealed record KeptTotals(int SignIns, int Work, int Appointments, int Mail, int Devices, int Companions, int Accesses);

public sealed record KeptAccount(
    string Id, string Name, string? Email, string? Phone, string Language, string? TimeZone, bool WantsReminders, bool HasCalendarFeed, IReadOnlyList<string> Roles,
    DateTime? ErasureAskedAt);

/// <summary>How the person comes in. Secrets, and what is a hash of one, are not told: that they are there is.</summary>
/// <param name="NewEmail">An address that was asked for and is not confirmed yet.</param>
/// <param name="RecoveryCodes">How many are left.</param>
/// <param name="Asked">What was asked for at the sign-in with the person's address: codes and links of the last day.</param>
public sealed record KeptSignIns(
    bool HasPassword, bool HasAuthenticator, int RecoveryCodes, string? NewEmail, IReadOnlyList<KeptSession> Sessions, IReadOnlyList<KeptPasskey> Passkeys, IReadOnlyList<KeptRequest> Asked);

/// <summary>Of a specialist: what they are, when they work and what they offer. Hours are by the clinic's clock.</summary>
public sealed record KeptWork(
    string Speciality, int AppointmentMinutes, int GapMinutes, int NoticeHours, int BookableDays, bool CalendarShowsInitials, IReadOnlyList<KeptHours> Hours, IReadOnlyList<KeptAbsence> Absences);

/// <param name="Date">The one day of extra hours; nothing for hours of every week.</param>
public sealed record KeptHours(DayOfWeek Day, DateOnly? Date, TimeOnly From, TimeOnly To);

public sealed record KeptAbsence(DateOnly From, DateOnly To, TimeOnly? FromHour, TimeOnly? ToHour);

public sealed record KeptSession(string Device, DateTime StartedAt, DateTime SeenAt, bool IsRemembered);

public sealed record KeptPasskey(string? Name, DateTime CreatedAt);

public sealed record KeptRequest(string Kind, DateTime AskedAt, string? IpAddress);

/// <param name="Status">As the person reads it of their appointments, see <see cref="JoinGate.StatusFor"/>.</param>
/// <param name="With">The specialist; whom a specialist has met is not theirs to take away.</param>
/// <param name="Stays">When they were in the room, as the video server reports.</param>
/// <param name="Rating">What they said of picture and sound; a patient's alone.</param>
public sealed record KeptAppointment(
    string Id, string MyRole, string? With, DateTime StartsAt, DateTime EndsAt, string Modality, string Status, DateTime BookedAt, DateTime? EnteredAt,
    IReadOnlyList<KeptStay> Stays, int? Rating);

public sealed record KeptStay(DateTime From, DateTime? To);

/// <param name="HasText">Whether its text is still kept.</param>
public sealed record KeptMail(string Kind, string? Appointment, DateTime DueAt, DateTime? SentAt, string State, bool HasText);

/// <summary>What a check of the person's device found, as codes; of each appointment, or of none, the newest.</summary>
public sealed record KeptDevices(DateTime At, string? Appointment, string SeenWith, string Browser, string Camera, string Microphone, string Speaker, string Connection);

/// <summary>Somebody who came, or comes, along to a visit of the person; known for some days only.</summary>
/// <param name="Email">Where the person has given it themselves.</param>
/// <param name="InvitedAt">Since when the visit counts with them.</param>
public sealed record KeptCompanion(string Appointment, string Name, string Relationship, string Language, string? Email, string State, DateTime? InvitedAt);

/// <param name="Who">A name where the clinic shows them.</param>
/// <param name="Reason">A code: why it was denied, or what of it. Why somebody else has changed an appointment can be their own illness, and is not told.</param>
/// <param name="IpAddress">Where the person came from themselves, as long as that is kept; with which browser likewise.</param>
public sealed record KeptAccess(DateTime At, string What, string Outcome, bool IsMine, string Role, string? Who, string? Reason, string? Appointment, string? IpAddress, string? Browser);

/// <summary>Gathers what is kept about a person.</summary>
public sealed class OwnData(ClinicDb db, JoinGate gate, TimeProvider clock, IOptions<ClinicOptions> clinic)
{
    /// <param name="most">At most so many of each, the newest first.</param>
    public async Task<KeptData> OfAsync(string personId, int most, CancellationToken cancel) => new(
        await AccountAsync(personId, cancel),
        await SignInsAsync(personId, most, cancel),
        await WorkAsync(personId, most, cancel),
        await AppointmentsAsync(personId, most, cancel),
        await MailAsync(personId, most, cancel),
        await DevicesAsync(personId, most, cancel),
        await CompanionsAsync(personId, most, cancel),
        await AccessesAsync(personId, most, cancel));

    public async Task<KeptTotals> CountAsync(string personId, CancellationToken cancel) => new(
        await SessionsOf(personId).CountAsync(cancel) + await PasskeysOf(personId).CountAsync(cancel) + await RequestsOf(personId).CountAsync(cancel),
        await HoursOf(personId).CountAsync(cancel) + await AbsencesOf(personId).CountAsync(cancel),
        await AppointmentsOf(personId).CountAsync(cancel),
        await MailOf(personId).CountAsync(cancel),
        await DevicesOf(personId).CountAsync(cancel),
        await CompanionsOf(personId).CountAsync(cancel),
        await AccessesOf(personId).CountAsync(cancel));

    private IQueryable<Session> SessionsOf(string personId) => db.Sessions.AsNoTracking().Where(s => s.PersonId == personId);

    private IQueryable<IdentityUserPasskey<string>> PasskeysOf(string personId) => db.UserPasskeys.AsNoTracking().Where(k => k.UserId == personId);

    private IQueryable<AccountRequest> RequestsOf(string personId) => db.AccountRequests.AsNoTracking().Where(r => r.PersonId == personId);

    private IQueryable<WorkingHours> HoursOf(string personId) => db.Set<WorkingHours>().AsNoTracking().Where(h => h.SpecialistId == personId);

    private IQueryable<Absence> AbsencesOf(string personId) => db.Set<Absence>().AsNoTracking().Where(a => a.SpecialistId == personId);

    private IQueryable<Appointment> AppointmentsOf(string personId) => db.Appointments.AsNoTracking().Of(personId);

    private IQueryable<OutgoingMail> MailOf(string personId) => db.OutgoingMail.AsNoTracking().Where(m => m.RecipientId == personId && m.Kind != MailKind.RecordAnchored);

    private IQueryable<DeviceCheck> DevicesOf(string personId) => db.DeviceChecks.AsNoTracking().Where(c => c.PersonId == personId);

    private IQueryable<Companion> CompanionsOf(string personId) => db.Companions.AsNoTracking().Where(c => c.Appointment.PatientId == personId);

    // What the person did, what was done to them, and who came to their visits.
    private IQueryable<AuditEvent> AccessesOf(string personId) => db.LinesOf(personId).AsNoTracking();

    private async Task<KeptAccount> AccountAsync(string personId, CancellationToken cancel)
    {
        var u = await db.Users.AsNoTracking().SingleAsync(x => x.Id == personId, cancel);
        var roles = await db.UserRoles.Where(r => r.UserId == personId).Select(r => r.RoleId).ToListAsync(cancel);
        return new(u.Id, u.FullName, u.Email, u.PhoneNumber, u.Language, u.TimeZone, u.WantsReminders, u.CalendarSecretHash is not null, roles, u.ErasureAskedAt);
    }

    private async Task<KeptSignIns> SignInsAsync(string personId, int most, CancellationToken cancel)
    {
        var u = await db.Users.AsNoTracking().SingleAsync(x => x.Id == personId, cancel);
        var sessions = await SessionsOf(personId).OrderByDescending(s => s.SeenAt).Take(most).ToListAsync(cancel);
        var passkeys = await PasskeysOf(personId).ToListAsync(cancel);
        var asked = await RequestsOf(personId).OrderByDescending(r => r.AskedAt).Take(most).ToListAsync(cancel);
        return new(u.PasswordHash is not null, u.AuthenticatorKey is not null, await db.RecoveryCodes.CountAsync(c => c.PersonId == personId, cancel), u.NewEmail,
            [.. sessions.Select(s => new KeptSession(s.Device, s.StartedAt, s.SeenAt, s.IsRemembered))],
            [.. passkeys.Select(k => new KeptPasskey(k.Data.Name, k.Data.CreatedAt.UtcDateTime))],
            [.. asked.Select(r => new KeptRequest(r.Kind.ToString(), r.AskedAt, r.IpAddress))]);
    }

    private async Task<KeptWork?> WorkAsync(string personId, int most, CancellationToken cancel)
    {
        if (await db.Specialists.AsNoTracking().Include(s => s.Account).SingleOrDefaultAsync(s => s.Id == personId, cancel) is not { } s)
            return null;

        // The week first, then the newest of what has a date.
        var hours = await HoursOf(personId).OrderBy(h => h.Date != null).ThenByDescending(h => h.Date).ThenBy(h => h.Day).ThenBy(h => h.From)
            .Take(most).ToListAsync(cancel);
        var absences = await AbsencesOf(personId).OrderByDescending(a => a.From).Take(most).ToListAsync(cancel);
        return new(s.Speciality, s.AppointmentMinutes, s.GapMinutes, s.NoticeHours, s.BookableDays, s.Account.CalendarShowsInitials,
            [.. hours.Select(h => new KeptHours(h.Day, h.Date, h.From, h.To))], [.. absences.Select(a => new KeptAbsence(a.From, a.To, a.FromHour, a.ToHour))]);
    }

    private async Task<IReadOnlyList<KeptAppointment>> AppointmentsAsync(string personId, int most, CancellationToken cancel)
    {
        var found = await AppointmentsOf(personId).WithPeople().OrderByDescending(a => a.StartsAt).ThenBy(a => a.Id).Take(most).ToListAsync(cancel);
        var attendances = await db.AttendancesAsync(found, cancel);
        return [.. found.Select(a =>
        {
            var role = a.RoleOf(personId)!.Value;
            var isPatient = role == ParticipantRole.Patient;
            return new KeptAppointment(a.PublicId, role.ToString(), isPatient ? a.Specialist.Account.FullName : null, a.StartsAt, a.EndsAt,
                a.Modality.ToString(), gate.StatusFor(personId, a, clock.GetUtcNow().UtcDateTime), a.BookedAt, isPatient ? a.Visit.PatientEnteredAt : a.Visit.SpecialistEnteredAt,
                [.. attendances[a.Id].Stays.Where(s => s.Role == role).Select(s => new KeptStay(s.From, s.To))], isPatient ? a.Visit.Rating : null);
        })];
    }

    private async Task<IReadOnlyList<KeptMail>> MailAsync(string personId, int most, CancellationToken cancel)
    {
        var found = await MailOf(personId)
            .OrderByDescending(m => m.SentAt ?? m.DueAt).ThenByDescending(m => m.Id).Take(most)
            .Select(m => new { m.Kind, Appointment = m.Appointment == null ? null : m.Appointment.PublicId, m.DueAt, m.SentAt, m.State, HasText = m.Message != null })
            .ToListAsync(cancel);
        return [.. found.Select(m => new KeptMail(m.Kind.ToString(), m.Appointment, m.DueAt, m.SentAt, m.State.ToString(), m.HasText))];
    }

    private async Task<IReadOnlyList<KeptDevices>> DevicesAsync(string personId, int most, CancellationToken cancel)
    {
        var found = await DevicesOf(personId).OrderByDescending(c => c.At).Take(most)
            .Select(c => new { Check = c, Appointment = db.Appointments.Where(a => a.Id == c.AppointmentId).Select(a => a.PublicId).FirstOrDefault() })
            .ToListAsync(cancel);
        return [.. found.Select(f => new KeptDevices(f.Check.At, f.Appointment, f.Check.SeenWith.ToString(), f.Check.Findings.Browser.ToString(), f.Check.Findings.Camera.ToString(),
            f.Check.Findings.Microphone.ToString(), f.Check.Findings.Speaker.ToString(), f.Check.Findings.Connection.ToString()))];
    }

    private async Task<IReadOnlyList<KeptCompanion>> CompanionsAsync(string personId, int most, CancellationToken cancel)
    {
        var found = await CompanionsOf(personId).OrderByDescending(c => c.Id).Take(most)
            .Select(c => new { Companion = c, Appointment = c.Appointment.PublicId }).ToListAsync(cancel);
        return [.. found.Select(f => new KeptCompanion(f.Appointment, f.Companion.Name, f.Companion.Relationship.ToString(), f.Companion.Language,
            f.Companion.IsProposedByPatient ? f.Companion.Email : null, f.Companion.State.ToString(), f.Companion.InvitedAt))];
    }

    private async Task<IReadOnlyList<KeptAccess>> AccessesAsync(string personId, int most, CancellationToken cancel)
    {
        var found = await AccessesOf(personId).OrderByDescending(e => e.Id).Take(most).ToListAsync(cancel);
        var names = clinic.Value.ShowAccessNames ? await NamesAsync(found, cancel) : [];
        return [.. found.Select(e =>
        {
            var isMine = e.ActorId == personId;
            return new KeptAccess(e.At, e.Kind.ToString(), e.Outcome.ToString(), isMine, e.ActorRole, e.ActorId is { } actor ? names.GetValueOrDefault(actor) : null,
                isMine || e.SubjectId == personId || e.Outcome == AuditOutcome.Denied ? e.Reason : null, e.AppointmentId, isMine ? e.IpAddress : null, isMine ? e.AgentFamily : null);
        })];
    }

    private Task<Dictionary<string, string>> NamesAsync(List<AuditEvent> events, CancellationToken cancel)
    {
        // Staff alone: that somebody is a patient here is told to no other patient.
        var people = events.Where(e => e.ActorRole != Roles.Patient).Select(e => e.ActorId).OfType<string>().Distinct().ToList();
        return db.Users.Where(u => people.Contains(u.Id)).ToDictionaryAsync(u => u.Id, u => u.FullName, cancel);
    }
}
