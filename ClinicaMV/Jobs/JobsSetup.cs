using ClinicaMV.Accounts;
using ClinicaMV.Data;
using ClinicaMV.Web;
using Hangfire;
using Hangfire.Common;
using Hangfire.InMemory;
using Hangfire.PostgreSql;
using Hangfire.PostgreSql.Factories;
using Hangfire.Server;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Jobs;

/// <summary>Hangfire as a clock: in memory beside SQLite, in PostgreSQL where several instances share the work.</summary>
public static class JobsSetup
{
    private const int Workers = 2;

    public static void AddJobs(this WebApplicationBuilder builder)
    {
        // Registered first and by us: Hangfire's own registration goes through a static, which two hosts in one process share.
        builder.Services.AddSingleton(Storage);
        builder.Services.AddHangfire(hangfire => hangfire.UseSimpleAssemblyNameTypeSerializer().UseRecommendedSerializerSettings());
        builder.Services.AddSingleton<SettingsBeforeJobs>().AddSingleton<TimetableKeeper>().AddSingleton<IBackgroundProcess>(services => services.GetRequiredService<TimetableKeeper>());
        builder.Services.AddHangfireServer((services, server) =>
        {
            server.WorkerCount = Workers;
            // Not among Hangfire's global filters, which two hosts in one process share.
            server.FilterProvider = new JobFilterProviderCollection(JobFilterProviders.Providers, new JobFilterCollection { services.GetRequiredService<SettingsBeforeJobs>() });
        });
    }

    public static void MapJobs(this WebApplication app)
    {
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
            // The default keeps the locks of a killed process for ten minutes.
            DistributedLockTimeout = TimeSpan.FromSeconds(20),
        };
        var connection = services.GetRequiredService<IOptions<DatabaseOptions>>().Value.ConnectionString;
        return new PostgreSqlStorage(new NpgsqlConnectionFactory(connection, options), options);
    }
}
