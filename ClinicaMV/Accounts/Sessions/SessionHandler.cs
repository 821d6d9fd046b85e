using System.Data.Common;
using System.Runtime.ExceptionServices;
using System.Text.Encodings.Web;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Accounts.Sessions;

/// <summary>Who asks, by the key in the session's cookie; and where to send whom it does not know, or who may not.</summary>
public sealed class SessionHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logs, UrlEncoder encoder, SessionKeeper sessions, SessionCookie cookie)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logs, encoder)
{
    public new const string Scheme = "Session";

    /// <summary>What a script sends that asks by itself, every few seconds, of a page that nobody may be looking at.</summary>
    public const string UnattendedHeader = "X-Unattended";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        // A style sheet is the same for everybody.
        if (cookie.Read(Context) is not { } key || Context.GetEndpoint()?.Metadata.GetMetadata<StaticAssetDescriptor>() is not null)
            return AuthenticateResult.NoResult();

        try
        {
            var person = await sessions.FindAsync(key, isUsed: !Request.Headers.ContainsKey(UnattendedHeader), Context.RequestAborted);
            return person is null ? AuthenticateResult.NoResult() : AuthenticateResult.Success(new(person, Scheme));
        }
        // The error page has to be shown even so.
        catch (Exception e) when (e is DbException or InvalidOperationException { InnerException: DbException })
        {
            return AuthenticateResult.Fail(e);
        }
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if ((await HandleAuthenticateOnceSafeAsync()).Failure is { } failure)
            ExceptionDispatchInfo.Throw(failure);
        Response.Redirect(AccountRoutes.SignIn(Here, HttpMethods.IsPost(Request.Method)));
    }

    // What you may not see does not exist; but whoever has not proven enough is told what is missing.
    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        if (Context.User.HasProvenEnough())
            return RecordedDenial.AnswerAsync(Context);

        Response.Redirect(AccountRoutes.SetUpSecondStep(Here));
        return Task.CompletedTask;
    }

    // Without the host: that is the caller's word, not ours. What was sent cannot be sent again, but the page of its form can be shown again.
    private string Here => OriginalPathBase + OriginalPath + QueryString.Create(Request.Query.Where(of => !of.Key.Equals("handler", StringComparison.OrdinalIgnoreCase)));
}
