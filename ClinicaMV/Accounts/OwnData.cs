using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.Clinic;
using ClinicaMV.Data;
using ClinicaMV.Mail;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Accounts;

/// <summary>What is kept about one person, as the person may have it (RGPD art. 15 and 20). Instants are UTC.</summary>
public sealed record KeptData(KeptAccount Account, IReadOnlyList<KeptAppointment> Appointments, IReadOnlyList<KeptMail> Mail, IReadOnlyList<KeptDevices> Devices,
    IReadOnlyList<KeptAccess> Accesses);

public sealed record KeptAccount(
    string Id, string Name, string? Email, string? Phone, string Language, string? TimeZone, bool WantsReminders, bool HasCalendarFeed, IReadOnlyList<string> Roles,
    DateTime? ErasureAskedAt);

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

/// <param name="Who">A name where the clinic shows them.</param>
public sealed record KeptAccess(DateTime At, string What, string Outcome, bool IsMine, string Role, string? Who, string? Appointment);

/// <summary>Gathers what is kept about a person.</summary>
public sealed class OwnData(ClinicDb db, IOptions<ClinicOptions> clinic)
{
    /// <param name="most">At most so many of each, the newest first.</param>
    public async Task<KeptData> OfAsync(string personId, int most, CancellationToken cancel) => new(
        await AccountAsync(personId, cancel),
        await AppointmentsAsync(personId, most, cancel),
        await MailAsync(personId, most, cancel),
        await DevicesAsync(personId, most, cancel),
        await AccessesAsync(personId, most, cancel));

    private async Task<KeptAccount> AccountAsync(string personId, CancellationToken cancel)
    {
        var u = await db.Users.AsNoTracking().SingleAsync(x => x.Id == personId, cancel);
        var roles = await db.UserRoles.Where(r => r.UserId == personId).Select(r => r.RoleId).ToListAsync(cancel);
        return new(u.Id, u.FullName, u.Email, u.PhoneNumber, u.Language, u.TimeZone, u.WantsReminders, u.CalendarSecretHash is not null, roles, u.ErasureAskedAt);
    }

    private async Task<IReadOnlyList<KeptAppointment>> AppointmentsAsync(string personId, int most, CancellationToken cancel)
    {
        var found = await db.Appointments.AsNoTracking().WithPeople().Of(personId).OrderByDescending(a => a.StartsAt).ThenBy(a => a.Id).Take(most).ToListAsync(cancel);
        var attendances = await db.AttendancesAsync(found, cancel);
        return [.. found.Select(a =>
        {
            var role = a.RoleOf(personId)!.Value;
            var isPatient = role == ParticipantRole.Patient;
            return new KeptAppointment(a.PublicId, role.ToString(), isPatient ? a.Specialist.Account.FullName : null, a.StartsAt, a.EndsAt,
                a.Modality.ToString(), a.Status.ToString(), a.BookedAt, isPatient ? a.Visit.PatientEnteredAt : a.Visit.SpecialistEnteredAt,
                [.. attendances[a.Id].Stays.Where(s => s.Role == role).Select(s => new KeptStay(s.From, s.To))], isPatient ? a.Visit.Rating : null);
        })];
    }

    private async Task<IReadOnlyList<KeptMail>> MailAsync(string personId, int most, CancellationToken cancel)
    {
        var found = await db.OutgoingMail.AsNoTracking().Where(m => m.RecipientId == personId && m.Kind != MailKind.RecordAnchored).OrderByDescending(m => m.Id).Take(most)
            .Select(m => new { m.Kind, Appointment = m.Appointment == null ? null : m.Appointment.PublicId, m.DueAt, m.SentAt, m.State, HasText = m.Message != null })
            .ToListAsync(cancel);
        return [.. found.Select(m => new KeptMail(m.Kind.ToString(), m.Appointment, m.DueAt, m.SentAt, m.State.ToString(), m.HasText))];
    }

    private async Task<IReadOnlyList<KeptDevices>> DevicesAsync(string personId, int most, CancellationToken cancel)
    {
        var found = await db.DeviceChecks.AsNoTracking().Where(c => c.PersonId == personId).OrderByDescending(c => c.At).Take(most)
            .Select(c => new { Check = c, Appointment = db.Appointments.Where(a => a.Id == c.AppointmentId).Select(a => a.PublicId).FirstOrDefault() })
            .ToListAsync(cancel);
        return [.. found.Select(f => new KeptDevices(f.Check.At, f.Appointment, f.Check.SeenWith.ToString(), f.Check.Findings.Browser.ToString(), f.Check.Findings.Camera.ToString(),
            f.Check.Findings.Microphone.ToString(), f.Check.Findings.Speaker.ToString(), f.Check.Findings.Connection.ToString()))];
    }

    // What the person did, what was done to them, and who came to their visits.
    private async Task<IReadOnlyList<KeptAccess>> AccessesAsync(string personId, int most, CancellationToken cancel)
    {
        var visits = db.Appointments.Where(a => a.PatientId == personId).Select(a => a.PublicId);
        var found = await db.AuditEvents.AsNoTracking()
            .Where(e => e.ActorId == personId || e.SubjectId == personId || visits.Contains(e.AppointmentId!))
            .OrderByDescending(e => e.Id).Take(most).ToListAsync(cancel);
        var names = clinic.Value.ShowAccessNames ? await NamesAsync(found, cancel) : [];
        return [.. found.Select(e => new KeptAccess(e.At, e.Kind.ToString(), e.Outcome.ToString(), e.ActorId == personId, e.ActorRole,
            e.ActorId is { } actor ? names.GetValueOrDefault(actor) : null, e.AppointmentId))];
    }

    private Task<Dictionary<string, string>> NamesAsync(List<AuditEvent> events, CancellationToken cancel)
    {
        var people = events.Select(e => e.ActorId).OfType<string>().Distinct().ToList();
        return db.Users.Where(u => people.Contains(u.Id)).ToDictionaryAsync(u => u.Id, u => u.FullName, cancel);
    }
}
