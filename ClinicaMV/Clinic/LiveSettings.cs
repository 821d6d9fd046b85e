using ClinicaMV.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Clinic;

/// <summary>
/// Keeps this instance at what has been saved in the portal, on whichever instance it was: before each request and each job
/// it learns the version of the one row, and reads the row when that is another than it has.
/// </summary>
public sealed partial class LiveSettings(SavedConfiguration saved, SettingsTrial trial, ILogger<LiveSettings> log)
{
    private static readonly HotQuery<Func<ClinicDb, CancellationToken, Task<int>>> NewestVersion = new(() => EF.CompileAsyncQuery(
        (ClinicDb db, CancellationToken _) => db.Settings.Where(s => s.Id == SavedSettings.OnlyId).Select(s => s.Version).FirstOrDefault()));

    private readonly SemaphoreSlim turn = new(1);
    private int version;

    /// <exception cref="StartFailure">What is saved cannot be worked with.</exception>
    public async Task StartAsync(ClinicDb db, CancellationToken cancel)
    {
        if (await RowAsync(db, cancel) is not { } row)
            return;

        var faults = trial.FaultsOf(row);
        if (faults.Count > 0)
            throw new StartFailure($"Settings saved in the portal (table Settings, version {row.Version}): {string.Join(" ", faults)}");
        Take(row);
    }

    /// <summary>Saved values with a fault, which only a hand in the database can write, leave in force what was.</summary>
    public async Task RefreshAsync(ClinicDb db, CancellationToken cancel)
        => await RefreshAsync(db, await db.LookAsync((nameof(SavedSettings), ""), () => NewestVersion.For(db)(db, cancel)), cancel);

    /// <inheritdoc cref="RefreshAsync(ClinicDb, CancellationToken)"/>
    /// <param name="newest">The version that the database has, of whoever has asked for it together with something else.</param>
    public async Task RefreshAsync(ClinicDb db, int newest, CancellationToken cancel)
    {
        if (newest == Volatile.Read(ref version))
            return;

        await turn.WaitAsync(cancel);
        try
        {
            var row = await RowAsync(db, cancel) ?? new();
            if (row.Version == version)
                return;
            if (trial.FaultsOf(row).Count == 0)
                Take(row);
            else
                LogUnusable(row.Version);
            Volatile.Write(ref version, row.Version);
        }
        finally
        {
            turn.Release();
        }
    }

    private void Take(SavedSettings row)
    {
        saved.Take(row.Read());
        Volatile.Write(ref version, row.Version);
    }

    private static Task<SavedSettings?> RowAsync(ClinicDb db, CancellationToken cancel)
        => db.Settings.AsNoTracking().SingleOrDefaultAsync(s => s.Id == SavedSettings.OnlyId, cancel);

    [LoggerMessage(Level = LogLevel.Error, Message = "The settings saved as version {Version} cannot be used; those before stay in force")]
    private partial void LogUnusable(int version);
}
