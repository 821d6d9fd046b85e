using ClinicaMV.Auditing;
using ClinicaMV.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Clinic;

/// <summary>The one place that changes what the portal can set. Each changed group is on record by its name, never with a value.</summary>
public sealed class SettingsKeeper(ClinicDb db, SettingsTrial trial, LiveSettings live, AuditTrail trail)
{
    /// <summary>What is in force, and the version that says so.</summary>
    public async Task<(PortalOptions Options, int Version)> ReadAsync(CancellationToken cancel)
    {
        var row = await db.Settings.AsNoTracking().SingleOrDefaultAsync(cancel) ?? new();
        return (trial.With(row.Read()), row.Version);
    }

    /// <param name="wanted">Values by key; what they leave out, or have as it is, is not touched.</param>
    /// <param name="seenVersion">The version that was on the screen; another in the meantime, and nothing is saved.</param>
    public async Task<SettingsAnswer> SaveAsync(IReadOnlyDictionary<string, string?> wanted, int seenVersion, Actor by, CancellationToken cancel)
    {
        var row = await db.Settings.SingleOrDefaultAsync(cancel);
        if ((row?.Version ?? 0) != seenVersion)
            return SettingsAnswer.Stale;

        row ??= db.Settings.Add(new()).Entity;
        var inForce = trial.With(row.Read()).Values;
        var changed = wanted.Where(w => inForce.GetValueOrDefault(w.Key, "") != w.Value).ToDictionary();
        row.Change(changed);
        var faults = trial.FaultsOf(row);
        if (faults.Count > 0 || changed.Count == 0)
            return new(false, faults);

        foreach (var group in changed.Keys.Select(PortalKeys.GroupOf).Distinct())
            trail.Allowed(AuditKind.SettingsChanged, by, reason: group);
        return await CommitAsync(cancel) ? SettingsAnswer.Saved : SettingsAnswer.Stale;
    }

    private async Task<bool> CommitAsync(CancellationToken cancel)
    {
        try
        {
            await db.SaveChangesAsync(cancel);
        }
        catch (DbUpdateConcurrencyException)
        {
            return false;
        }
        catch (DbUpdateException failure) when (failure.IsTaken())
        {
            // Two saved the very first settings at the same moment.
            return false;
        }

        await live.RefreshAsync(db, cancel);
        return true;
    }
}
