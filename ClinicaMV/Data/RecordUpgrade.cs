using ClinicaMV.Auditing;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Data;

/// <summary>
/// Links the lines that versions before the chain have written. The migration has numbered them; all or none of their hashes are
/// there, so that a start that is killed meanwhile begins anew.
/// </summary>
internal static class RecordUpgrade
{
    private const int AtOnce = 1_000;

    public static async Task RunAsync(ClinicDb db, CancellationToken cancel)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        foreach (var kept in Enum.GetValues<AuditClass>())
            await LinkAsync(db, kept, cancel);
        await transaction.CommitAsync(cancel);
        db.ChangeTracker.Clear();
    }

    private static async Task LinkAsync(ClinicDb db, AuditClass kept, CancellationToken cancel)
    {
        var end = ChainEnd.Beginning;
        while (await IsUnlinkedAsync(db, kept, end, cancel))
        {
            foreach (var line in await After(db, kept, end).Take(AtOnce).ToListAsync(cancel))
                end = line.Follow(end);
            await db.SaveChangesAsync(cancel);
            db.ChangeTracker.Clear();
        }
    }

    // Every start asks this, and all but one find nothing to do: they read no line whole.
    private static async Task<bool> IsUnlinkedAsync(ClinicDb db, AuditClass kept, ChainEnd end, CancellationToken cancel)
        => await After(db, kept, end).Select(e => e.Hash).FirstOrDefaultAsync(cancel) is { Length: 0 };

    private static IQueryable<AuditEvent> After(ClinicDb db, AuditClass kept, ChainEnd end)
        => db.AuditEvents.Where(e => e.Class == kept && e.Seq > end.Seq).OrderBy(e => e.Seq);
}
