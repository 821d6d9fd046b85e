using System.Text.Unicode;
using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.Clinic;
using ClinicaMV.Data;
using ClinicaMV.Jitsi;
using ClinicaMV.Jobs;
using ClinicaMV.Limits;
using ClinicaMV.Mail;
using ClinicaMV.Operating;
using ClinicaMV.Resources;
using ClinicaMV.Statistics;
using ClinicaMV.Visits;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Options;
using Serilog;

namespace ClinicaMV;

/// <summary>The table of contents of the application.</summary>
public static class ClinicaMVSetup
{
    public static WebApplication Build(string[] args)
    {
        // Every write of SQLite into the data directory would wake the watcher of the settings files: a fifth of the throughput.
        var builder = WebApplication.CreateBuilder([.. args, "--hostBuilder:reloadConfigOnChange=false"]);
        builder.Host.UseDefaultServiceProvider(provider => provider.ValidateScopes = provider.ValidateOnBuild = true);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.AddProxySocket();
        builder.AddSecrets();
        builder.RefuseUnknownKeys();
        builder.AddLogs();
        builder.AddClinic();
        builder.AddDatabase();
        builder.AddAccounts();
        builder.AddLimits();
        builder.AddVisits();
        builder.AddMail();
        builder.AddJobs();
        builder.AddOperating();
        builder.Services.AddScoped<ClinicStatistics>().AddScoped<Occupancies>();
        builder.AddLanguages();
        builder.AddPages();
        builder.AddSavedSettings();
        return builder.Build();
    }

    /// <summary>All that has to be true before the first request is answered.</summary>
    public static async Task PrepareAsync(this WebApplication app, CancellationToken cancel)
    {
        await app.Services.ReadyDatabaseAsync(cancel, serves: true);
        await using var scope = app.Services.CreateAsyncScope();
        await app.Services.GetRequiredService<LiveSettings>().StartAsync(scope.ServiceProvider.GetRequiredService<ClinicDb>(), cancel);
        await app.Services.GetRequiredService<RoomKeys>().ReadyAsync(cancel);
        await scope.ServiceProvider.GetRequiredService<PinnedScripts>().ReadyAsync(cancel);
        if (!app.Services.GetRequiredService<IOptions<ClinicOptions>>().Value.Demo)
            return;

        var demo = scope.ServiceProvider.GetRequiredService<DemoClinic>();
        await demo.OpenAsync(cancel);
        if (await demo.IsOpenAsync(cancel))
            Console.WriteLine(DemoClinic.Welcome);
    }

    /// <summary>How a request is answered. Nothing here may ask the database, which is being brought to this version meanwhile.</summary>
    public static void UseClinicaMV(this WebApplication app)
    {
        app.UseForwardedHeaders();
        app.UseMiddleware<SecurityHeaders>();
        app.UseMiddleware<HttpsOnly>();
        app.UseRequestLocalization();
        app.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandlingPath = "/Error", StatusCodeSelector = StatusOf });
        app.UseStatusCodePagesWithReExecute("/Error");
        app.UseRouting();
        app.UseMiddleware<KnownAddresses>();
        app.UseSerilogRequestLogging(logs => RequestLogs.Configure(logs, app.Services.GetRequiredService<Serilog.ILogger>()));
        app.UseMiddleware<WaitsForDatabase>();
        app.UseMiddleware<SettingsInForce>();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseRateLimiter();
        app.MapHealth();
        if (!app.Services.GetRequiredService<PortalRole>().Serves)
            return;

        app.MapStaticAssets().AllowAnonymous();
        app.MapThemeStyle();
        PolicyReports.Map(app);
        app.MapManifest();
        app.MapWellKnown();
        app.MapRazorPages().WithStaticAssets();
        app.MapDemoServer();
        app.MapVideoServer();
        app.MapCalendar();
        app.MapConnectionTrial();
        app.MapJitsi();
        app.MapVisitStatus();
        app.MapCompanionStatus();
    }

    // Somebody can try again when the disk has room.
    private static int StatusOf(Exception failure)
        => failure.RefusesWrites() ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status500InternalServerError;

    private static void AddClinic(this WebApplicationBuilder builder)
    {
        builder.Services.AddLiveOptions<ClinicOptions, ClinicOptions.Validator>("Clinic");
        builder.Services.AddSingleton(TimeProvider.System).AddSingleton<ClinicTime>().AddSingleton<ClinicLinks>().AddScoped<Hours>();
        builder.Services.AddScoped<Diary>().AddScoped<FreeHours>().AddScoped<HoursKeeper>().AddScoped<Clashes>().AddScoped<OpeningTimes>().AddScoped<DemoClinic>().AddScoped<DemoFill>().AddScoped<FirstAdministrator>();
        builder.AddRecord();
        builder.Services.AddScoped<MarkForgotten>().AddScoped<AppointmentCalendar>().AddScoped<CalendarFeed>();
    }

    private static void AddVisits(this WebApplicationBuilder builder)
    {
        builder.Services.AddLiveOptions<VisitsOptions, VisitsOptions.Validator>("Visits");
        builder.Services.AddValidatedOptions<JitsiOptions, JitsiOptions.Validator>("Jitsi");
        builder.Services.AddSingleton<JoinGate>().AddSingleton<RoomKeys>().AddSingleton<SignedRooms>().AddSingleton<JitsiKey>().AddSingleton<JitsiToken>();
        builder.Services.AddSingleton<BearerSecret>().AddSingleton<JitsiMeter>().AddSingleton<JaasWebhook>().AddScoped<ReservationAuthority>().AddScoped<RoomEvents>().AddScoped<RoomKeyRotation>().AddScoped<RoomPruning>();
        builder.Services.AddSingleton(new JitsiServerClient(JitsiServerClient.Network())).AddSingleton<VideoServerReach>().AddScoped<PinnedScripts>().AddScoped<VideoServer>().AddScoped<RoomIssuer>().AddScoped<VisitDoor>();
        builder.Services.AddScoped<WaitingRoom>().AddSingleton<DoorWatch>().AddSingleton<ReportLimit>().AddScoped<PageReports>().AddScoped<VisitFeedback>().AddScoped<WaitingWords>().AddScoped<CompanionWords>();
        builder.Services.AddScoped<CheckupRoom>().AddScoped<ArrivalCheckup>().AddScoped<RoomCheckup>().AddScoped<JitsiCheckup>();
        builder.Services.AddSingleton<CompanionLinks>().AddSingleton<CompanionCookie>().AddScoped<CompanionKeeper>().AddScoped<CompanionDoor>().AddScoped<CompanionPruning>();
        builder.Services.AddScoped<DeviceChecks>().AddScoped<DevicePruning>();
        // A word that is none of ours is refused with the other options.
        if (nameof(JitsiServer.Demo).Equals(builder.Configuration["Jitsi:Server"], StringComparison.OrdinalIgnoreCase))
            builder.Services.AddDemoServer();
    }

    private static void AddMail(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddLiveOptions<MailOptions, MailOptions.Validator>("Mail");
        services.AddSingleton<PickupTransport>().AddSingleton<SmtpTransport>();
        services.AddSingleton<IMailTransport>(provider => provider.GetRequiredService<IOptions<MailOptions>>().Value.Transport switch
        {
            MailTransportKind.Pickup => provider.GetRequiredService<PickupTransport>(),
            _ => provider.GetRequiredService<SmtpTransport>(),
        });
        services.AddScoped<Microsoft.AspNetCore.Components.Web.HtmlRenderer>();
        services.AddScoped<MailFrame>().AddScoped<AppointmentMail>().AddScoped<CompanionMail>().AddScoped<AccountMail>().AddScoped<RecordMail>().AddScoped<MailWriter>().AddScoped<CalendarInvite>().AddScoped<MailComposer>();
        services.AddSingleton<MailPace>().AddSingleton<MailConnections>().AddSingleton<MailSending>();
        services.AddScoped<Outbox>().AddScoped<SendOutgoingMail>().AddScoped<MailBatch>().AddScoped<MailTruth>().AddScoped<OweReminders>().AddScoped<MailPruning>();
        services.AddScoped<MailKeeper>().AddScoped<Unreached>().AddScoped<MailDelays>().AddScoped<MailCheckup>();
    }

    // Last: what has been set in the portal wins over files, environment and command line.
    private static void AddSavedSettings(this WebApplicationBuilder builder)
    {
        var saved = new SavedConfiguration();
        builder.Configuration.Sources.Add(saved);
        builder.Services.AddSingleton(saved).AddSingleton<SettingsTrial>().AddSingleton<LiveSettings>().AddScoped<SettingsKeeper>();
    }

    private static void AddPages(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddRazorPages().AddDataAnnotationsLocalization(annotations =>
            annotations.DataAnnotationLocalizerProvider = (_, texts) => texts.Create(typeof(Text)));
        services.AddOptions<RazorPagesOptions>().Configure(PageConventions.Configure);
        services.AddOptions<Microsoft.AspNetCore.Mvc.MvcOptions>().Configure<Microsoft.Extensions.Localization.IStringLocalizer<Text>>(PageConventions.Localize);
        // Accents are letters, not entities.
        services.AddWebEncoders(encoders => encoders.TextEncoderSettings = new(UnicodeRanges.All));
        services.AddRateLimiter(limits => limits.AddPolicy<string, VideoServerLimit>(VideoServerLimit.Name).AddPolicy<string, ConnectionTrialLimit>(ConnectionTrialLimit.Name).AddPolicy<string, PollLimit>(PollLimit.Name));
        services.AddSingleton<ContentPolicies>().AddSingleton<PolicyReports>().AddSingleton<ReturnUrls>();
        services.AddSingleton<IConfigureOptions<Microsoft.AspNetCore.HostFiltering.HostFilteringOptions>, OwnHost>();
        services.AddScoped<AppointmentFilter>().AddSingleton<FreshProofFilter>().AddHttpContextAccessor();
        services.AddOptions<Microsoft.AspNetCore.Antiforgery.AntiforgeryOptions>().Configure<IOptions<ClinicOptions>>(
            (antiforgery, clinic) => antiforgery.Cookie.ForClinic(clinic.Value, "antiforgery"));
        services.AddOptions<Microsoft.AspNetCore.Mvc.CookieTempDataProviderOptions>().Configure<IOptions<ClinicOptions>>(
            (temporary, clinic) => temporary.Cookie.ForClinic(clinic.Value, "temporary"));
    }
}
