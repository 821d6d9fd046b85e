using ClinicaMV.Accounts;
using ClinicaMV.Data;
using ClinicaMV.Mail;
using ClinicaMV.Operating;
using ClinicaMV.Web;
using Hangfire;
using Hangfire.AspNetCore;
using Hangfire.Common;
using Hangfire.InMemory;
using Hangfire.PostgreSql;
using Hangfire.PostgreSql.Factories;
using Hangfire.Server;
using Hangfire.States;

namespace ClinicaMV.Jobs;

/// <summary>Hangfire as a clock: in memory beside SQLite, in PostgreSQL where several instances share the work.</summary>
public static class JobsSetup
{
    /// <summary>Of <see cref="SendOutgoingMail"/>, which ends only when nothing is due any more: nobody else shall wait for a pile of mail.</summary>
    public const string MailQueue = "mail";

    private const int Workers = 2;

    public static void AddJobs(this WebApplicationBuilder builder)
    {
        // Registered first and by us: Hangfire's own registrations go through statics, which two hosts in one process share. Jobs of one were run with the services of another.
        builder.Services.AddSingleton(Storage);
        builder.Services.AddSingleton<JobActivator>(services => new AspNetCoreJobActivator(services.GetRequiredService<IServiceScopeFactory>()));
        builder.Services.AddHangfire(hangfire => hangfire.UseSimpleAssemblyNameTypeSerializer().UseRecommendedSerializerSettings());
        builder.Services.AddSingleton<AlarmClock>().AddSingleton<SettingsBeforeJobs>().AddSingleton<TimetableKeeper>().AddSingleton<IBackgroundProcess>(services => services.GetRequiredService<TimetableKeeper>());
        if (!builder.Configuration.Role().Works)
            return;

        builder.Services.AddSingleton<AbandonedMail>().AddSingleton<IBackgroundProcess>(services => services.GetRequiredService<AbandonedMail>());
        builder.Services.AddHangfireServer((services, server) => Serve(server, EnqueuedState.DefaultQueue, services));
        // What is due later the other one wakes for both.
        builder.Services.AddHangfireServer((services, server) =>
        {
            Serve(server, MailQueue, services);
            server.IsLightweightServer = true;
        });
    }

    private static void Serve(BackgroundJobServerOptions server, string queue, IServiceProvider services)
    {
        (server.Queues, server.WorkerCount) = ([queue], Workers);
        // Not among Hangfire's global filters, which two hosts in one process share.
        server.FilterProvider = new JobFilterProviderCollection(JobFilterProviders.Providers, new JobFilterCollection { services.GetRequiredService<SettingsBeforeJobs>() });
    }

    /// <summary>To be called when the database is ready: Hangfire's tables may be in it.</summary>
    public static void MapJobs(this WebApplication app)
    {
        if (!app.Services.GetRequiredService<PortalRole>().Serves)
            return;

        app.Services.GetRequiredService<TimetableKeeper>().Register();
        app.MapHangfireDashboard("/Admin/Jobs", new DashboardOptions
        {
            // The endpoint's own policy decides; Hangfire's default filter knows nothing of our accounts.
            Authorization = [],
            AppPath = "/",
            DisplayStorageConnectionString = false,
        }).RequireAuthorization(Policies.Administrators).WithMetadata(new AllowsAttribute(Allowance.JobsDashboard));
    }

    private static JobStorage Storage(IServiceProvider services)
    {
        if (services.IsSqlite())
            return new InMemoryStorage(new InMemoryStorageOptions { MaxExpirationTime = TimeSpan.FromHours(6) });

        var options = new PostgreSqlStorageOptions
        {
            UseSlidingInvisibilityTimeout = true,
            // Whoever works says so every fifth of it: so long after a kill another takes the job up.
            InvisibilityTimeout = TimeSpan.FromSeconds(25),
            QueuePollInterval = TimeSpan.FromSeconds(5),
            // It would listen, and connections are handed on as they are.
            EnableLongPolling = false,
            // The default keeps the locks of a killed process for ten minutes.
            DistributedLockTimeout = TimeSpan.FromSeconds(20),
        };
        return new PostgreSqlStorage(new NpgsqlConnectionFactory(services.PostgresConnection(), options), options);
    }
}
