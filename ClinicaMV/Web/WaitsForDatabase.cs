using System.Diagnostics;
using System.Security.Claims;
using ClinicaMV.Data;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.Features;

namespace ClinicaMV.Web;

/// <summary>
/// While the database server is started again it takes no connection, and those that were open are lost. Whoever asks in these seconds waits
/// for their page instead of reading of an error, unless something of what they asked for may have been kept already.
/// </summary>
public sealed partial class WaitsForDatabase(RequestDelegate next, IServiceScopeFactory scopes, ILogger<WaitsForDatabase> log)
{
    /// <summary>What is logged then.</summary>
    public const string SaysSo = "The database did not answer, the request waits";

    // Longer than a server takes to start; a person would not wait longer, and neither do proxies without end.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    // The limits count each time: few of them.
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    public async Task InvokeAsync(HttpContext context)
    {
        var from = Stopwatch.GetTimestamp();
        for (var pause = TimeSpan.FromMilliseconds(250); ; pause = TimeSpan.FromTicks(Math.Min(2 * pause.Ticks, LongestPause.Ticks)))
        {
            try
            {
                await next(context);
                return;
            }
            catch (Exception failure) when (failure.MayPass() && MayBeAskedAgain(context) && Stopwatch.GetElapsedTime(from) + pause < Patience)
            {
                LogWaits(failure.GetBaseException().Message);
                await StartAnewAsync(context);
            }

            await Task.Delay(pause, context.RequestAborted);
        }
    }

    // A body is read once, except that of a form, which is kept.
    private static bool MayBeAskedAgain(HttpContext context)
        => !context.Response.HasStarted
            && (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method) || context.Request.HasFormContentType)
            && !context.RequestServices.GetRequiredService<ClinicDb>().HasWritten;

    // Neither the services of the first time, which hold the lost connection, nor who it took the visitor for. A page renders after all it asks.
    private async Task StartAnewAsync(HttpContext context)
    {
        if (context.Features.Get<IServiceProvidersFeature>() is IAsyncDisposable before)
            await before.DisposeAsync();
        context.Features.Set<IServiceProvidersFeature>(new RequestServicesFeature(context, scopes));
        context.Features.Set<IAuthenticateResultFeature>(null);
        context.User = new ClaimsPrincipal(new ClaimsIdentity());
        context.Response.Clear();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = SaysSo + ": {Reason}")]
    private partial void LogWaits(string reason);
}
