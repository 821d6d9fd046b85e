using System.Collections.Concurrent;
using ClinicaMV.Accounts;
using ClinicaMV.Accounts.Sessions;
using ClinicaMV.Appointments;
using ClinicaMV.Data;
using ClinicaMV.Visits;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Benchmarks;

/// <summary>
/// The other way to tell those who wait, as small as it can be: a connection held open for each (server-sent events), and one look at
/// the database a second for all. What the product would need besides is not in it, but what it would cost is: each connection asks
/// for its session and writes its sign of life as often as the product does.
/// </summary>
internal static class EventsServer
{
    public const string Name = "events-server";

    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(20);
    private static readonly ConcurrentDictionary<string, TaskCompletionSource> Changes = new();

    public static async Task RunAsync(string file)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Information);
        builder.Services.AddSingleton<SingleWriter>().AddSingleton(TimeProvider.System).AddSingleton(Options.Create(new AccountsOptions()));
        builder.Services.AddScoped<SessionKeeper>().AddDbContext<ClinicDb, SqliteClinicDb>(options => options.UseSqlite($"Data Source={file}"));
        var app = builder.Build();
        app.MapGet("/{id}/{key}", HoldAsync);
        await app.StartAsync();
        using var second = new PeriodicTimer(TimeSpan.FromSeconds(1));
        Dictionary<string, (int, DateTime?, DateTime?)> before = [];
        while (await second.WaitForNextTickAsync())
            before = await LookAsync(app.Services, before);
    }

    /// <summary>Listens until told otherwise: when the first event has come, and when it is over.</summary>
    public static (Task First, Task End) ListenAsync(HttpClient http, string id, string key, CancellationToken enough)
    {
        var first = new TaskCompletionSource();
        return (first.Task, ReadAsync());

        async Task ReadAsync()
        {
            await using var events = await http.GetStreamAsync($"/{id}/{key}", CancellationToken.None);
            var bytes = new byte[256];
            try
            {
                while (await events.ReadAsync(bytes, enough) > 0)
                    first.TrySetResult();
            }
            catch (OperationCanceledException)
            {
                // It has listened for long enough.
            }
        }
    }

    private static async Task HoldAsync(string id, string key, HttpContext context, IServiceScopeFactory scopes)
    {
        context.Response.ContentType = "text/event-stream";
        while (!context.RequestAborted.IsCancellationRequested)
        {
            var change = Changes.GetOrAdd(id, _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            await using (var scope = scopes.CreateAsyncScope())
            {
                var db = scope.ServiceProvider.GetRequiredService<ClinicDb>();
                if (await scope.ServiceProvider.GetRequiredService<SessionKeeper>().FindAsync(key, isUsed: true, context.RequestAborted) is null)
                    return;
                await db.SeePatientAsync(await db.Appointments.Where(a => a.PublicId == id).Select(a => a.Id).SingleAsync(), DateTime.UtcNow, context.RequestAborted);
            }

            await context.Response.WriteAsync(change.IsCompleted ? "data: changed\n\n" : ":\n\n", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await Task.WhenAny(change, Task.Delay(Beat, context.RequestAborted));
        }
    }

    private static async Task<Dictionary<string, (int, DateTime?, DateTime?)>> LookAsync(IServiceProvider services, Dictionary<string, (int, DateTime?, DateTime?)> before)
    {
        await using var scope = services.CreateAsyncScope();
        var (first, last) = (DateTime.UtcNow.AddHours(-12), DateTime.UtcNow.AddHours(12));
        var now = await scope.ServiceProvider.GetRequiredService<ClinicDb>().Appointments
            .Where(a => a.StartsAt >= first && a.StartsAt <= last && a.Status == AppointmentStatus.Booked && a.Visit.PatientEnteredAt != null && a.Visit.RoomOpenedAt == null)
            .Select(a => new { a.PublicId, a.Version, a.Visit.SpecialistExpectedAt, a.Visit.RoomOpenedAt })
            .ToDictionaryAsync(a => a.PublicId, a => (a.Version, a.SpecialistExpectedAt, a.RoomOpenedAt));
        foreach (var id in before.Keys.Where(id => !now.TryGetValue(id, out var found) || found != before[id]))
        {
            if (Changes.TryRemove(id, out var change))
                change.TrySetResult();
        }

        return now;
    }
}
