using System.Diagnostics;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Data;

/// <summary>
/// Long changes, a batch at a time, so that whoever writes meanwhile hardly notices: one big delete would hold SQLite's only write lock
/// for seconds. Between the batches the database settles, which is the pause that others have.
/// </summary>
internal static class Batches
{
    private const int Largest = 300;
    private const int Smallest = 100;

    // With more of them, whoever commits next has all their pages to flush.
    private const int BetweenSettling = 2;

    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(4);

    /// <param name="change">Given how many at most; says how many there were.</param>
    /// <returns>How many in all, once there are none left.</returns>
    public static async Task<long> InBatchesAsync(this ClinicDb db, Func<int, Task<int>> change, CancellationToken cancel)
    {
        try
        {
            await db.BeginBatchesAsync(cancel);
            return await RunAsync(db, change, cancel);
        }
        finally
        {
            await db.EndBatchesAsync();
        }
    }

    /// <param name="rows">In an order, so that each batch is a piece of it.</param>
    public static Task<long> DeleteInBatchesAsync<T>(this ClinicDb db, IOrderedQueryable<T> rows, CancellationToken cancel) where T : class
        => db.InBatchesAsync(size => db.InTurnAsync(() => rows.Take(size).ExecuteDeleteAsync(cancel), cancel), cancel);

    private static async Task<long> RunAsync(ClinicDb db, Func<int, Task<int>> change, CancellationToken cancel)
    {
        for (var (changed, size, batches) = (0L, Largest, 1); ; batches++)
        {
            var from = Stopwatch.GetTimestamp();
            var batch = await change(size);
            if (batch == 0)
                return changed;

            changed += batch;
            size = Stopwatch.GetElapsedTime(from) > Longest ? Math.Max(Smallest, size / 2) : Math.Min(Largest, size * 2);
            if (batches % BetweenSettling == 0)
                await db.SettleAsync(cancel);
        }
    }
}
