using System.Data.Common;
using ClinicaMV.Accounts.Sessions;
using ClinicaMV.Clinic;
using ClinicaMV.Data;
using Microsoft.AspNetCore.StaticAssets;

namespace ClinicaMV.Web;

/// <summary>
/// Before a page is answered, this instance learns what has been set in the portal, on whichever instance it was. Of whoever has a session it learns that together with
/// the session (<see cref="SessionKeeper.FindAsync"/>).
/// </summary>
public sealed partial class SettingsInForce(RequestDelegate next, LiveSettings settings, SessionCookie session, ILogger<SettingsInForce> log)
{
    public async Task InvokeAsync(HttpContext context, ClinicDb db)
    {
        if (context.GetEndpoint() is { } endpoint && endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is null
            && endpoint.Metadata.GetMetadata<SettingsLater>() is null && session.Read(context) is null)
            await RefreshAsync(db, context.RequestAborted);
        await next(context);
    }

    // A database that does not answer is for the page to tell of; the error page itself comes through here too.
    private async Task RefreshAsync(ClinicDb db, CancellationToken cancel)
    {
        try
        {
            await settings.RefreshAsync(db, cancel);
        }
        catch (Exception e) when (e is DbException or InvalidOperationException { InnerException: DbException })
        {
            LogUnread();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The settings could not be read; those before stay in force")]
    private partial void LogUnread();
}
