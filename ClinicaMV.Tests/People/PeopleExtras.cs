using ClinicaMV.Accounts;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Tests.People;

/// <summary>More people, so that a story can disable somebody whom no other story needs.</summary>
internal static class PeopleExtras
{
    private static int made;

    public static Task<ClinicUser> AddAsync(this TestClinic clinic, string role, string name = "Paula Sanz", bool accepted = true)
        => clinic.InAsync<ClinicDb, ClinicUser>(async db =>
        {
            var person = new NewPerson(name, $"person{Interlocked.Increment(ref made)}@example.test", role, "es", "Dietista").AddTo(db, new UpperInvariantLookupNormalizer());
            if (accepted)
                (person.PasswordHash, person.EmailConfirmed) = (clinic.Ana.PasswordHash, true);
            await db.SaveChangesAsync();
            return person;
        });

    public static Task<ClinicUser> ReadAsync(this TestClinic clinic, ClinicUser person)
        => clinic.InAsync<ClinicDb, ClinicUser>(db => db.Users.AsNoTracking().SingleAsync(u => u.Id == person.Id));

    /// <summary>As Delia does it.</summary>
    public static Task<PersonRefusal?> DisableAsync(this TestClinic clinic, ClinicUser person)
        => clinic.InAsync<PeopleKeeper, PersonRefusal?>(keeper => keeper.DisableAsync(person.Id, new(clinic.Delia.Id, Roles.Administrator), default));

    /// <summary>Without the lines that only say that somebody has looked at the person's page.</summary>
    public static Task<List<AuditEvent>> RecordAboutAsync(this TestClinic clinic, ClinicUser person)
        => clinic.InAsync<ClinicDb, List<AuditEvent>>(db => db.AuditEvents.AsNoTracking().Where(e => e.SubjectId == person.Id && !((e.Kind == AuditKind.PersonOpened || e.Kind == AuditKind.PatientOpened) && e.Outcome == AuditOutcome.Allowed)).OrderBy(e => e.Id).ToListAsync());
}
