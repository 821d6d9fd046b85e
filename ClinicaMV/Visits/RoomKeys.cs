using System.Security.Cryptography;
using ClinicaMV.Data;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Visits;

/// <summary>
/// The keys of the rooms, read once a minute so that every instance sees a new one before it is first used. Which key
/// signs a room depends only on the hour of its visit, hence all instances and both participants arrive at the same name.
/// </summary>
public sealed class RoomKeys(IServiceScopeFactory scopes, IDataProtectionProvider protection, TimeProvider clock)
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(1);

    private readonly IDataProtector protector = protection.CreateProtector("ClinicaMV.RoomKeys");
    private Loaded? loaded;

    /// <summary>Makes the first key of a new clinic, and sees that the keys there are can be read.</summary>
    /// <exception cref="StartFailure">The Data Protection keys that encrypted them are gone.</exception>
    public async Task ReadyAsync(CancellationToken cancel)
    {
        try
        {
            await EnsureFirstAsync(cancel);
            await LoadAsync(cancel);
        }
        catch (CryptographicException)
        {
            throw new StartFailure("Room keys: the Data Protection keys that encrypted them are missing; restore them from the backup.");
        }
    }

    private async Task EnsureFirstAsync(CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<ClinicDb>();
        if (await db.RoomKeys.AnyAsync(cancel))
            return;

        db.RoomKeys.Add(NewKey(id: 1, usedFrom: clock.GetUtcNow().UtcDateTime));
        try
        {
            await db.SaveChangesAsync(cancel);
        }
        catch (DbUpdateException failure) when (failure.IsTaken())
        {
            // Another instance starts at the same moment: its key is as good.
        }
    }

    public async Task<(byte Id, byte[] Key)> ForWindowAsync(DateTime opensAt, CancellationToken cancel)
    {
        var keys = await LoadAsync(cancel);
        var entry = keys.LastOrDefault(k => k.UsedFrom <= opensAt) ?? keys[0];
        return (entry.Id, entry.Key);
    }

    /// <summary>The key with that id, or <see langword="null"/>. Whatever names come, the database is asked once a minute at most.</summary>
    public async Task<Func<byte, byte[]?>> ByIdAsync(CancellationToken cancel)
    {
        var keys = await LoadAsync(cancel);
        return id => keys.FirstOrDefault(k => k.Id == id)?.Key;
    }

    internal RoomKey NewKey(byte id, DateTime usedFrom) => new()
    {
        Id = id,
        ProtectedKey = protector.Protect(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))),
        UsedFrom = usedFrom,
    };

    private async Task<IReadOnlyList<OpenKey>> LoadAsync(CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        if (loaded is { } recent && now - recent.At < MaxAge && now >= recent.At)
            return recent.Keys;

        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<ClinicDb>();
        var rows = await db.RoomKeys.AsNoTracking().OrderBy(k => k.UsedFrom).ThenBy(k => k.Id).ToListAsync(cancel);
        OpenKey[] keys = [.. rows.Select(k => new OpenKey(k.Id, Convert.FromBase64String(protector.Unprotect(k.ProtectedKey)), k.UsedFrom))];
        loaded = new(now, keys);
        return keys;
    }

    private sealed record OpenKey(byte Id, byte[] Key, DateTime UsedFrom);

    private sealed record Loaded(DateTimeOffset At, IReadOnlyList<OpenKey> Keys);
}
