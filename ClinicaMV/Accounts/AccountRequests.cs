using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using ClinicaMV.Data;
using ClinicaMV.Jobs;
using ClinicaMV.Mail;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;

namespace ClinicaMV.Accounts;

/// <summary>Writes down what is asked for at the sign-in, and wakes the job that answers. Here nobody looks whether the address is known.</summary>
public sealed class AccountRequests(ClinicDb db, IDataProtectionProvider protection, ILookupNormalizer normalizer, AlarmClock alarm, TimeProvider clock)
{
    private readonly IDataProtector protector = protection.CreateProtector("ClinicaMV.AccountRequests");

    /// <returns>The id by which the browser that asked knows its request again.</returns>
    public async Task<string> AskAsync(AccountRequestKind kind, string email, IPAddress? address, CancellationToken cancel)
    {
        var request = new AccountRequest { Kind = kind, AskedAt = clock.GetUtcNow().UtcDateTime, IpAddress = address?.ToString(), SealedEmail = protector.Protect(email) };
        db.AccountRequests.Add(request);
        await db.SaveChangesAsync(cancel);
        alarm.Wake<AnswerRequests>(job => job.RunAsync(CancellationToken.None));
        return request.Id;
    }

    /// <summary>As the accounts are found by it; <see langword="null"/> when the key is gone with which it could be read.</summary>
    public string? EmailOf(AccountRequest request)
    {
        try
        {
            return normalizer.NormalizeEmail(protector.Unprotect(request.SealedEmail!));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <param name="person">Whose account it turned out to be.</param>
    public void Answer(AccountRequest request, ClinicUser? person, OutgoingMail? mail)
    {
        // The code is there for an unknown address too: whoever types one must not see a difference. It is somebody's only if they are sent it.
        var stamp = mail is { Kind: MailKind.SignInCode } ? person?.SecurityStamp : null;
        var code = request.Kind == AccountRequestKind.SignInCode ? protector.Protect($"{NewCode()}\n{stamp}") : null;
        request.Answer(clock.GetUtcNow().UtcDateTime, code, person?.Id, mail);
    }

    /// <summary>The six digits; <see langword="null"/> while nobody has answered.</summary>
    public string? CodeOf(AccountRequest request) => OpenedOf(request)?[0];

    /// <summary>The person's stamp when the code was made: with another one there is another way in by now, and the code is spent. Empty where nobody was sent the code.</summary>
    public string? StampOf(AccountRequest request) => OpenedOf(request)?.ElementAtOrDefault(1);

    private string[]? OpenedOf(AccountRequest request) => request.SealedCode is { } code ? protector.Unprotect(code).Split('\n') : null;

    private static string NewCode() => RandomNumberGenerator.GetInt32(1_000_000).ToString("D6", CultureInfo.InvariantCulture);
}
