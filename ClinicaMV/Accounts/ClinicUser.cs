using ClinicaMV.Data;
using Microsoft.AspNetCore.Identity;

namespace ClinicaMV.Accounts;

/// <summary>
/// Somebody who can sign in. The user name is the e-mail address. The key is random, hence it may stand in a route and in
/// the record of access.
/// </summary>
public sealed class ClinicUser : IdentityUser
{
    private ClinicUser()
    {
        Id = PublicId.New();
    }

    public string FullName { get; set; } = "";

    /// <summary><c>es</c> or <c>en</c>: the language of the mail this person gets.</summary>
    public string Language { get; set; } = "es";

    public static ClinicUser WithEmail(string email, string fullName, string language) => new()
    {
        UserName = email,
        Email = email,
        FullName = fullName,
        Language = language,
        LockoutEnabled = true,
        SecurityStamp = PublicId.New(),
    };
}
