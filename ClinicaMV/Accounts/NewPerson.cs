using ClinicaMV.Data;
using ClinicaMV.People;
using Microsoft.AspNetCore.Identity;

namespace ClinicaMV.Accounts;

/// <summary>Somebody who is to have an account.</summary>
/// <param name="Role">One of <see cref="Roles"/>.</param>
/// <param name="Language"><c>es</c> or <c>en</c>.</param>
public sealed record NewPerson(string FullName, string Email, string Role, string Language, string Speciality = "")
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
            db.Specialists.Add(Specialist.With(user, Speciality));
        return user;
    }
}
