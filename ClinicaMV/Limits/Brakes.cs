using ClinicaMV.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Limits;

/// <summary>
/// Counts what is tried before it is done. The counts are in the database: several instances share them, and a restart forgets nothing.
/// A hundred at once are a hundred: a count is only replaced as it was read.
/// </summary>
public sealed partial class Brakes(ClinicDb db, TimeProvider clock, ILogger<Brakes> log)
{
    /// <summary>After this long without anything no count is worth keeping.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    /// <summary>Counts it once for each of these; the first that refuses ends it, and those after it count nothing.</summary>
    /// <returns>How long to wait; zero: go on.</returns>
    public async Task<TimeSpan> TakeAsync(IEnumerable<(Brake Brake, string Of)> several, CancellationToken cancel)
    {
        foreach (var (brake, of) in several)
        {
            if (await TakeAsync(brake, of, cancel) is var wait && wait > TimeSpan.Zero)
                return wait;
        }

        return TimeSpan.Zero;
    }

    /// <inheritdoc cref="TakeAsync(IEnumerable{ValueTuple{Brake, string}}, CancellationToken)"/>
    public async Task<TimeSpan> TakeAsync(Brake brake, string of, CancellationToken cancel)
    {
        var key = KeyOf(brake, of);
        while (true)
        {
            var before = await db.BrakeCounts.AsNoTracking().SingleOrDefaultAsync(c => c.Key == key, cancel);
            var now = clock.GetUtcNow().UtcDateTime;
            if (brake.WaitAt(before, now) is var wait && wait > TimeSpan.Zero)
                return Refuse(brake, wait);
            if (await ReplaceAsync(before, brake.After(key, before, now), cancel))
                return TimeSpan.Zero;
        }
    }

    /// <summary>Counts it in what this context saves next, and refuses that save when somebody else counts the same meanwhile: what is not saved has not been tried.</summary>
    /// <inheritdoc cref="TakeAsync(IEnumerable{ValueTuple{Brake, string}}, CancellationToken)" path="/returns"/>
    public async Task<TimeSpan> TakeWithNextSaveAsync(Brake brake, string of, CancellationToken cancel)
    {
        var key = KeyOf(brake, of);
        var before = await db.BrakeCounts.SingleOrDefaultAsync(c => c.Key == key, cancel);
        var now = clock.GetUtcNow().UtcDateTime;
        if (brake.WaitAt(before, now) is var wait && wait > TimeSpan.Zero)
            return Refuse(brake, wait);

        var after = brake.After(key, before, now);
        if (before is null)
            db.Add(after);
        else
            db.Entry(before).CurrentValues.SetValues(after);
        return TimeSpan.Zero;
    }

    /// <summary>What was tried went well, and does not count.</summary>
    public async Task GiveBackAsync(IEnumerable<(Brake Brake, string Of)> several, CancellationToken cancel)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var keys = several.Select(s => KeyOf(s.Brake, s.Of)).ToList();
        await db.InTurnAsync(() => db.BrakeCounts.Where(c => keys.Contains(c.Key) && c.Times > 0)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.Times, c => c.Times - 1).SetProperty(c => c.FreeAt, now), cancel), cancel);
    }

    /// <summary>The job: takes away what has long been quiet.</summary>
    public async Task PruneAsync(CancellationToken cancel)
    {
        var before = clock.GetUtcNow().UtcDateTime - Kept;
        await db.InTurnAsync(() => db.BrakeCounts.Where(c => c.FreeAt < before).ExecuteDeleteAsync(cancel), cancel);
    }

    private TimeSpan Refuse(Brake brake, TimeSpan wait)
    {
        LogHeldBack(brake.Name, wait.TotalSeconds);
        return wait;
    }

    /// <returns>Whether nobody else was quicker.</returns>
    private async Task<bool> ReplaceAsync(BrakeCount? before, BrakeCount after, CancellationToken cancel)
        => 1 == await db.InTurnAsync(() => before is null
            ? db.Database.ExecuteSqlAsync($"""INSERT INTO "BrakeCounts" ("Key", "Times", "FreeAt") VALUES ({after.Key}, {after.Times}, {after.FreeAt}) ON CONFLICT DO NOTHING""", cancel)
            : db.BrakeCounts.Where(c => c.Key == before.Key && c.Times == before.Times && c.FreeAt == before.FreeAt)
                .ExecuteUpdateAsync(set => set.SetProperty(c => c.Times, after.Times).SetProperty(c => c.FreeAt, after.FreeAt), cancel), cancel);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Held back by {Brake} for {Seconds} s")]
    private partial void LogHeldBack(string brake, double seconds);

    private static string KeyOf(Brake brake, string of) => SecretHash.Of($"{brake.Name}\0{of}");
}
