using System.Globalization;
using System.Text;
using ClinicaMV.Clinic;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Accounts;

/// <summary>
/// Refuses what somebody who guesses would try: common passwords, a few characters over and over, and little more than the names of the
/// clinic and of the person. Length alone is for Identity to see.
/// </summary>
public sealed class WeakPasswords(IOptions<ClinicOptions> clinic) : IPasswordValidator<ClinicUser>
{
    private const int FewestCharacters = 4;

    /// <summary>So much has to be left when the words that anybody would try are taken away.</summary>
    private const int FewestLeft = 8;
    private const int ShortestWord = 3;
    private static readonly string[] Usual = ["clinica", "clinic", "dietetica", "nutricion", "contrasena", "password", "123456", "qwerty"];

    public Task<IdentityResult> ValidateAsync(UserManager<ClinicUser> manager, ClinicUser user, string? password)
        => Task.FromResult(FaultOf(manager.ErrorDescriber, user, password ?? "") is { } fault ? IdentityResult.Failed(fault) : IdentityResult.Success);

    private IdentityError? FaultOf(IdentityErrorDescriber errors, ClinicUser user, string password)
    {
        var words = (AccountErrors)errors;
        if (CommonPasswords.Contain(password) || password.Distinct().Count() < FewestCharacters)
            return words.PasswordTooCommon();

        var left = Letters(password);
        foreach (var word in Guessable(user).Select(Letters).Where(w => w.Length >= ShortestWord).OrderByDescending(w => w.Length))
            left = left.Replace(word, "", StringComparison.Ordinal);
        return left.Length < FewestLeft ? words.PasswordGuessable() : null;
    }

    private IEnumerable<string> Guessable(ClinicUser user)
        => [.. Usual, .. clinic.Value.Name.Split(' '), clinic.Value.PublicUrl!.Host.Split('.')[0], .. user.FullName.Split(' '), .. (user.Email ?? "").Split('@', '.', '-', '_', '+')];

    // "García" and "garcia" are one word to whoever guesses.
    private static string Letters(string text) => string.Concat(text.Normalize(NormalizationForm.FormKD)
        .Where(c => CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark && char.IsLetterOrDigit(c))).ToLowerInvariant();
}
