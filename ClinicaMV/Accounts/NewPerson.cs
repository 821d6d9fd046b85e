using ClinicaMV.Appointments;
using ClinicaMV.Data;
using ClinicaMV.People;
using Microsoft.AspNetCore.Identity;

namespace ClinicaMV.Accounts;

/// <summary>Somebody who is to have an account.</summary>
/// <param name="Role">One of <see cref="Roles"/>.</param>
/// <param name="Language"><c>es</c> or <c>en</c>.</param>
/// <param name="Terms">How a specialist offers hours at first.</param>
public sealed record NewPerson(string FullName, string Email, string Role, string Language, string Speciality = "", OfferedTerms? Terms = null)
{
    /// <summary>Puts account, role and person into the context; saves nothing.</summary>
    public ClinicUser AddTo(ClinicDb db, ILookupNormalizer normalizer)
    {
        var user = ClinicUser.WithEmail(Email, FullName, Language);
        user.NormalizedEmail = normalizer.NormalizeEmail(Email);
        user.NormalizedUserName = normalizer.NormalizeName(Email);
        db.Users.Add(user);
        db.UserRoles.Add(new() { UserId = user.Id, RoleId = Role });
        if (Role == Roles.Patient)
            db.Patients.Add(Patient.With(user));
        if (Role == Roles.Specialist)
            AddSpecialist(db, user);
        return user;
    }

    private void AddSpecialist(ClinicDb db, ClinicUser user)
    {
        var specialist = Specialist.With(user, Speciality);
        specialist.Offer(Terms ?? new());
        db.Specialists.Add(specialist);
    }
}
