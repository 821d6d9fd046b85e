using ClinicaMV.Accounts;
using ClinicaMV.Clinic;
using ClinicaMV.Data;
using Hangfire;
using Hangfire.InMemory;
using Hangfire.PostgreSql;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Jobs;

/// <summary>Hangfire as a clock: in memory beside SQLite, in PostgreSQL where several instances share the work.</summary>
public static class JobsSetup
{
    private const int Workers = 2;

    public static void AddJobs(this WebApplicationBuilder builder)
    {
        builder.Services.AddHangfire((services, hangfire) =>
        {
            hangfire.UseSimpleAssemblyNameTypeSerializer().UseRecommendedSerializerSettings();
            if (services.IsSqlite())
                hangfire.UseInMemoryStorage(new InMemoryStorageOptions { MaxExpirationTime = TimeSpan.FromHours(6) });
            else
                hangfire.UsePostgreSqlStorage(
                    storage => storage.UseNpgsqlConnection(services.GetRequiredService<IOptions<DatabaseOptions>>().Value.ConnectionString),
                    new PostgreSqlStorageOptions
                    {
                        UseSlidingInvisibilityTimeout = true,
                        // The default keeps the locks of a killed process for ten minutes.
                        DistributedLockTimeout = TimeSpan.FromSeconds(20),
                    });
        });
        builder.Services.AddHangfireServer(server => server.WorkerCount = Workers);
    }

    public static void MapJobs(this WebApplication app)
    {
        Timetable.Register(app.Services.GetRequiredService<IRecurringJobManager>(), app.Services.GetRequiredService<IOptions<ClinicOptions>>().Value.Demo);
        app.MapHangfireDashboard("/Admin/Jobs", new DashboardOptions
        {
            // The endpoint's own policy decides; Hangfire's default filter knows nothing of our accounts.
            Authorization = [],
            AppPath = "/",
            DisplayStorageConnectionString = false,
        }).RequireAuthorization(Policies.Administrators);
    }
}
