using System.Text;
using ClinicaMV.Accounts.Sessions;
using ClinicaMV.Data;
using Microsoft.AspNetCore.Identity;

namespace ClinicaMV.Accounts;

/// <summary>Sets and checks passwords; setting one ends every session and spends every code of that person.</summary>
public sealed class Passwords(UserManager<ClinicUser> users, IPasswordHasher<ClinicUser> hasher, ClinicDb db)
{
    /// <summary>Long enough for any passphrase; a megabyte is not one.</summary>
    public const int MaxLength = 256;

    private static readonly ClinicUser Nobody = ClinicUser.WithEmail("nobody@invalid", "", "es");
    private static string? hashOfNobody;

    public async Task<IReadOnlyList<IdentityError>> FaultsOfAsync(ClinicUser user, string password)
    {
        List<IdentityError> faults = [];
        foreach (var validator in users.PasswordValidators)
            faults.AddRange((await validator.ValidateAsync(users, user, Normal(password))).Errors);
        return [.. faults.DistinctBy(f => f.Code)];
    }

    /// <summary>One <c>SaveChanges</c>, together with whatever else the caller has put into the context.</summary>
    /// <param name="kept">The session in which the person changes their own, if they do: it goes on.</param>
    public async Task SetAsync(ClinicUser user, string password, Session? kept = null)
    {
        user.TakePassword(hasher.HashPassword(user, Normal(password)), await db.EnteredRoomsAsync(user.Id, CancellationToken.None));
        if (kept is not null)
            kept.Stamp = user.SecurityStamp!;
        await db.SaveChangesAsync();
    }

    public bool IsRight(ClinicUser user, string password) => IsRight(user, user.PasswordHash!, password);

    /// <summary>Spends the time of a check on an account that does not exist, so that the answer's delay tells nothing.</summary>
    public void CheckNobody(string password) => IsRight(Nobody, hashOfNobody ??= hasher.HashPassword(Nobody, "nobody's password"), password);

    // One telephone sends ñ as one character, another as two. What was set before this was so is still taken as it was typed.
    private bool IsRight(ClinicUser user, string hash, string password)
        => Matches(user, hash, Normal(password)) || (Normal(password) != password && Matches(user, hash, password));

    private bool Matches(ClinicUser user, string hash, string password) => hasher.VerifyHashedPassword(user, hash, password) != PasswordVerificationResult.Failed;

    private static string Normal(string password) => password.Normalize(NormalizationForm.FormKC);
}
