using Microsoft.AspNetCore.Identity;

namespace ClinicaMV.Accounts;

/// <summary>Sets and checks passwords; setting one signs out every session and spends every code of that person.</summary>
public sealed class Passwords(UserManager<ClinicUser> users, IPasswordHasher<ClinicUser> hasher)
{
    /// <summary>Long enough for any passphrase; a megabyte is not one.</summary>
    public const int MaxLength = 256;

    private static readonly ClinicUser Nobody = ClinicUser.WithEmail("nobody@invalid", "", "es");
    private static string? hashOfNobody;

    public async Task<IReadOnlyList<IdentityError>> FaultsOfAsync(ClinicUser user, string password)
    {
        List<IdentityError> faults = [];
        foreach (var validator in users.PasswordValidators)
            faults.AddRange((await validator.ValidateAsync(users, user, password)).Errors);
        return [.. faults.DistinctBy(f => f.Code)];
    }

    /// <summary>One <c>SaveChanges</c>, together with whatever else the caller has put into the context.</summary>
    public async Task SetAsync(ClinicUser user, string password)
    {
        user.PasswordHash = hasher.HashPassword(user, password);
        user.EmailConfirmed = true;
        user.AccessFailedCount = 0;
        user.LockoutEnd = null;
        var result = await users.UpdateSecurityStampAsync(user);
        if (!result.Succeeded)
            throw new InvalidOperationException($"The password of {user.Id} was not saved: {result.Errors.First().Code}.");
    }

    public bool IsRight(ClinicUser user, string password)
        => hasher.VerifyHashedPassword(user, user.PasswordHash!, password) != PasswordVerificationResult.Failed;

    /// <summary>Spends the time of a check on an account that does not exist, so that the answer's delay tells nothing.</summary>
    public void CheckNobody(string password)
        => hasher.VerifyHashedPassword(Nobody, hashOfNobody ??= hasher.HashPassword(Nobody, "nobody's password"), password);
}
