using System.Net;
using ClinicaMV.Accounts;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Tests.Limits;

/// <summary>S10: somebody guesses one account's password for an hour, spread evenly, from one place or from a new one each time.</summary>
internal sealed class Guesses(TestClinic clinic, ClinicUser person)
{
    private readonly DateTime begun = clinic.Now;
    private readonly Visitor stranger = clinic.Visitor();
    private Page? form;

    /// <returns>How many were looked at, by the record.</returns>
    public async Task<int> RunAsync(int attempts, Func<int, string> from)
    {
        form = await stranger.OpenAsync("/Identity/Account/Login");
        for (var i = 0; i < attempts; i++)
        {
            stranger.From = from(i);
            using var answer = await form.SubmitOnceAsync("Input.Password", ("Input.Email", person.Email!), ("Input.Password", $"no es la frase {i}"));
            Assert.True(answer.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.TooManyRequests, $"{answer.StatusCode}");
            clinic.Clock.Advance(TimeSpan.FromHours(1) / attempts);
        }

        return await LookedAtAsync();
    }

    public Task<int> LookedAtAsync() => clinic.InAsync<ClinicDb, int>(db => db.AuditEvents
        .CountAsync(e => e.ActorId == person.Id && e.Kind == AuditKind.SignIn && e.At >= begun && e.Reason == "WrongPassword"));
}
