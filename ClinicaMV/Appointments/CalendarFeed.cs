using System.Security.Cryptography;
using ClinicaMV.Accounts;
using ClinicaMV.Auditing;
using ClinicaMV.Clinic;
using ClinicaMV.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Appointments;

/// <summary>
/// A person's own appointments for their calendar program, at an address that only they know. Making and withdrawing it are on record; that a
/// program reads it every few minutes is not.
/// </summary>
public sealed class CalendarFeed(ClinicDb db, AuditTrail trail, AppointmentCalendar calendar, TimeProvider clock)
{
    private const int SecretBytes = 32;
    private const int MostEvents = 2000;
    private static readonly TimeSpan KeptBack = TimeSpan.FromDays(30);

    /// <summary>The former address is dead at once.</summary>
    /// <returns>The secret, which is not kept.</returns>
    public async Task<string> MakeAsync(string personId, Actor by, CancellationToken cancel)
    {
        var secret = Base32.Encode(RandomNumberGenerator.GetBytes(SecretBytes));
        (await db.Users.SingleAsync(u => u.Id == personId, cancel)).OpenCalendar(SecretHash.Of(secret));
        trail.Allowed(AuditKind.CalendarFeedMade, by);
        await db.SaveChangesAsync(cancel);
        return secret;
    }

    public async Task RevokeAsync(string personId, Actor by, CancellationToken cancel)
    {
        var person = await db.Users.SingleAsync(u => u.Id == personId, cancel);
        if (person.CalendarSecretHash is null)
            return;

        person.CloseCalendar();
        trail.Allowed(AuditKind.CalendarFeedRevoked, by);
        await db.SaveChangesAsync(cancel);
    }

    public async Task ShowInitialsAsync(string personId, bool shows, Actor by, CancellationToken cancel)
    {
        (await db.Users.SingleAsync(u => u.Id == personId, cancel)).ShowInitials(shows);
        trail.Allowed(AuditKind.PersonChanged, by, subjectId: personId, reason: shows ? "CalendarInitialsOn" : "CalendarInitialsOff");
        await db.SaveChangesAsync(cancel);
    }

    /// <summary>The feed itself; nothing when nobody who can sign in has that secret.</summary>
    public async Task<string?> ReadAsync(string secret, CancellationToken cancel)
    {
        var hash = SecretHash.Of(secret);
        if (await db.Users.AsNoTracking().SingleOrDefaultAsync(u => u.CalendarSecretHash == hash && u.DisabledAt == null, cancel) is not { } person)
            return null;

        System.Globalization.CultureInfo.CurrentCulture = System.Globalization.CultureInfo.CurrentUICulture = ClinicTime.CultureOf(person.Language);
        var from = clock.GetUtcNow().UtcDateTime - KeptBack;
        var appointments = await db.Appointments.AsNoTracking().WithPeople().Of(person.Id)
            .Where(a => a.StartsAt >= from).OrderBy(a => a.StartsAt).ThenBy(a => a.Id).Take(MostEvents).ToListAsync(cancel);
        var changes = await ChangesAsync([.. appointments.Select(a => a.PublicId)], cancel);
        return calendar.Write(appointments.Select(a => calendar.EventOf(a, person, changes.GetValueOrDefault(a.PublicId, a.BookedAt), mayShowInitials: true)));
    }

    private async Task<Dictionary<string, DateTime>> ChangesAsync(List<string> appointmentIds, CancellationToken cancel)
        => await db.AuditEvents.Where(e => e.AppointmentId != null && appointmentIds.Contains(e.AppointmentId) && e.Class == AuditClass.Administration)
            .GroupBy(e => e.AppointmentId!).Select(g => new { g.Key, At = g.Max(e => e.At) })
            .ToDictionaryAsync(g => g.Key, g => g.At, cancel);
}
