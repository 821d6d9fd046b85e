using ClinicaMV.Data;
using ClinicaMV.Jobs;
using ClinicaMV.Operating;
using Hangfire.Server;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Mail;

/// <summary>
/// Frees what a process had claimed that was killed: on SQLite, where there is never more than one, at once; on PostgreSQL when the server has had
/// no connection of its sender for a while. Whether that mail has gone nobody knows, so that it counts as an answer that nobody heard.
/// </summary>
public sealed partial class AbandonedMail(IServiceScopeFactory scopes, PortalRole role, AlarmClock alarm, TimeProvider clock, ILogger<AbandonedMail> log) : IBackgroundProcess
{
    /// <summary>Somebody whose connections have all broken at once has others by then: while they send, they ask the database every second.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, long> missedSince = [];

    // Hangfire runs it as it runs its own, in each of our two servers, and again after a failure.
    public void Execute(BackgroundProcessContext context)
    {
        FreeAsync(context.StoppingToken).GetAwaiter().GetResult();
        context.Wait(Pause);
    }

    public async Task FreeAsync(CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var (db, now) = (scope.ServiceProvider.GetRequiredService<ClinicDb>(), clock.GetUtcNow().UtcDateTime);
        var senders = await db.SendersAsync(now, cancel);
        // Asked afterwards: whoever has claimed something was there before.
        var there = senders.Count == 0 ? [] : (await scope.ServiceProvider.GetRequiredService<Instances>().FindAsync(role, cancel)).Select(i => i.Name).ToList();
        // Where somebody between us and the server keeps the names to themselves, nobody can tell.
        var gone = GoneOf(there.Contains(Instances.NameOf(role)) ? [.. senders.Except(there)] : [], db.Database.IsSqlite() ? TimeSpan.Zero : Patience);
        if (gone.Count == 0 || await db.FreeMailOfAsync(gone, now, cancel) is not (> 0 and var freed))
            return;

        LogFreed(freed, gone.Count);
        alarm.Wake<SendOutgoingMail>(job => job.RunAsync(CancellationToken.None));
    }

    private List<string> GoneOf(List<string> missed, TimeSpan patience)
    {
        lock (missedSince)
        {
            foreach (var name in missedSince.Keys.Except(missed).ToList())
                missedSince.Remove(name);
            foreach (var name in missed)
                missedSince.TryAdd(name, clock.GetTimestamp());
            return [.. missed.Where(name => clock.GetElapsedTime(missedSince[name]) >= patience)];
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Mails} mails that {Processes} processes had claimed which are gone are due again")]
    private partial void LogFreed(int mails, int processes);
}
