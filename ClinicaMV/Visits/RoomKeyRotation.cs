using System.Globalization;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Visits;

/// <summary>
/// Adds a key for the rooms to come, and removes those that nothing can use any more. No room in use changes: a new key
/// signs the names of visits that open after every window that may be open now has closed.
/// </summary>
public sealed class RoomKeyRotation(ClinicDb db, RoomKeys keys, AuditTrail trail, TimeProvider clock)
{
    /// <summary>What the video server tells of a visit may come so long after its window.</summary>
    private static readonly TimeSpan LateNews = TimeSpan.FromDays(1);

    /// <exception cref="StartFailure">Every number that a key can have is in use.</exception>
    public async Task<RoomKey> RotateAsync(CancellationToken cancel)
    {
        await RetireAsync(cancel);
        while (true)
        {
            var there = await InOrderAsync(cancel);
            var key = keys.NewKey(FreeIdAfter(there), clock.GetUtcNow().UtcDateTime + JoinWindow.Longest);
            db.RoomKeys.Add(key);
            trail.Allowed(AuditKind.RoomKeyAdded, Actor.System, reason: key.Id.ToString(CultureInfo.InvariantCulture));
            try
            {
                await db.SaveChangesAsync(cancel);
                return key;
            }
            catch (DbUpdateException failure) when (failure.IsTaken())
            {
                // Somebody else has added a key at the same moment: ours is the next one.
                db.ChangeTracker.Clear();
            }
        }
    }

    /// <returns>How many are gone.</returns>
    public async Task<int> RetireAsync(CancellationToken cancel)
    {
        var there = await InOrderAsync(cancel);
        var before = clock.GetUtcNow().UtcDateTime - JoinWindow.Longest - LateNews;
        // A key signs the windows that open until the next one takes over.
        var retired = there.Zip(there.Skip(1)).Where(pair => pair.Second.UsedFrom <= before).Select(pair => pair.First).ToList();
        if (retired.Count == 0)
            return 0;

        db.RoomKeys.RemoveRange(retired);
        trail.Allowed(AuditKind.RoomKeysRetired, Actor.System, reason: retired.Count.ToString(CultureInfo.InvariantCulture));
        try
        {
            await db.SaveChangesAsync(cancel);
            return retired.Count;
        }
        catch (DbUpdateConcurrencyException)
        {
            // Another instance has removed them in the same moment, and has put it on record.
            db.ChangeTracker.Clear();
            return 0;
        }
    }

    // In the order in which they are used; the number says nothing, because it comes round.
    private Task<List<RoomKey>> InOrderAsync(CancellationToken cancel)
        => db.RoomKeys.OrderBy(k => k.UsedFrom).ThenBy(k => k.Id).ToListAsync(cancel);

    private static byte FreeIdAfter(List<RoomKey> there)
    {
        var used = there.Select(k => k.Id).ToHashSet();
        var last = there.Count == 0 ? 0 : there[^1].Id;
        for (var step = 1; step <= byte.MaxValue; step++)
        {
            var id = (byte)((last - 1 + step) % byte.MaxValue + 1);
            if (!used.Contains(id))
                return id;
        }

        throw new StartFailure($"keys rotate: all {byte.MaxValue} keys may still be in use; try again tomorrow.");
    }
}
