using System.Net;
using ClinicaMV.Data;
using Hangfire;
using Microsoft.AspNetCore.DataProtection;

namespace ClinicaMV.Accounts;

/// <summary>Writes down what is asked for at the sign-in, and wakes the job that answers. Here nobody looks whether the address is known.</summary>
public sealed partial class AccountRequests(ClinicDb db, IDataProtectionProvider protection, IBackgroundJobClient jobs, TimeProvider clock, ILogger<AccountRequests> log)
{
    private readonly IDataProtector protector = protection.CreateProtector("ClinicaMV.AccountRequests");

    /// <returns>The id by which the browser that asked knows its request again.</returns>
    public async Task<string> AskAsync(AccountRequestKind kind, string email, IPAddress? address, CancellationToken cancel)
    {
        var request = new AccountRequest { Kind = kind, AskedAt = clock.GetUtcNow().UtcDateTime, IpAddress = address?.ToString(), SealedEmail = Seal(email) };
        db.AccountRequests.Add(request);
        await db.SaveChangesAsync(cancel);
        try
        {
            jobs.Enqueue<AnswerRequests>(job => job.RunAsync(CancellationToken.None));
        }
        // What was saved is saved: the minute's sweep finds it.
        catch (BackgroundJobClientException failure)
        {
            LogNotWoken(failure);
        }

        return request.Id;
    }

    public string Seal(string text) => protector.Protect(text);

    public string Open(string sealedText) => protector.Unprotect(sealedText);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The job that answers requests could not be woken; the next sweep will find them")]
    private partial void LogNotWoken(Exception failure);
}
