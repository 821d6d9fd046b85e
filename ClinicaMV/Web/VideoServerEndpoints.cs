using ClinicaMV.Clinic;
using ClinicaMV.Data;
using ClinicaMV.Jitsi;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Web;

/// <summary>
/// Where the video server calls us. Each endpoint exists only where its secret is configured; anonymous in the sense of our
/// accounts, which no server has.
/// </summary>
public static class VideoServerEndpoints
{
    public static void MapVideoServer(this WebApplication app)
    {
        var jitsi = app.Services.GetRequiredService<IOptions<JitsiOptions>>().Value;
        if (jitsi.ReservationToken.Length > 0)
            app.MapReservations();
        if (jitsi.EventToken.Length > 0)
            app.MapEventSync();
        if (jitsi.JaasWebhookSecret.Length > 0)
            app.MapJaas();
    }

    /// <summary>For programs with the secret; every other call is 401 before its body is read.</summary>
    internal static TBuilder ForServerWith<TBuilder>(this TBuilder endpoint, Func<JitsiOptions, string> secret) where TBuilder : IEndpointConventionBuilder
        => endpoint.ForServer().WithMetadata(new AskedSecret(secret)).AddEndpointFilter<TBuilder, BearerFilter>();

    /// <summary>For programs that prove themselves otherwise. The settings are read only when a call is worth a query.</summary>
    internal static TBuilder ForServer<TBuilder>(this TBuilder endpoint) where TBuilder : IEndpointConventionBuilder
        => endpoint.AllowAnonymous().RequireRateLimiting(VideoServerLimit.Name).WithMetadata(new SettingsLater());

    /// <summary>What has been set in the portal is in force from here on, and the words are in the clinic's language: no person reads this with a browser of ours.</summary>
    internal static async Task SpeakAsync(this HttpContext context)
    {
        var services = context.RequestServices;
        await services.GetRequiredService<LiveSettings>().RefreshAsync(services.GetRequiredService<ClinicDb>(), context.RequestAborted);
        context.SpeakOfClinic();
    }

    internal static void SpeakOfClinic(this HttpContext context)
        => System.Globalization.CultureInfo.CurrentUICulture =
            ClinicTime.CultureOf(context.RequestServices.GetRequiredService<IOptions<ClinicOptions>>().Value.Culture);
}
