using ClinicaMV.Clinic;
using ClinicaMV.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Auditing;

/// <summary>What the month's review looks at: reading at night, whoever was denied again and again, whoever read a great deal.</summary>
public sealed record ReviewedMonth(DateOnly First, Reviewed<ReviewedReading> AtNight, Reviewed<ReviewedDenials> Denials, Reviewed<ReviewedReading> InBulk, Reviewed<AuditEvent> Exports);

/// <summary>What fits on paper.</summary>
/// <param name="All">How many there are.</param>
public sealed record Reviewed<T>(IReadOnlyList<T> Rows, int All)
{
    public bool IsCut => Rows.Count < All;
}

/// <param name="Count">How many looks at appointments and people.</param>
public sealed record ReviewedReading(DateOnly Day, string ActorId, long Count);

/// <param name="Who">Of a person the id; of strangers the address.</param>
public sealed record ReviewedDenials(string Who, bool IsPerson, AuditKind Kind, long Count);

/// <summary>The figures behind the monthly review that RD 1720/2007 art. 103.5 asked of whoever keeps such a record.</summary>
public sealed class AuditReview(ClinicDb db, ClinicTime time)
{
    public const int NightFrom = 22;
    public const int NightTo = 6;
    public const int ManyDenials = 5;
    public const int ManyReadings = 100;
    private const int MostRows = 50;

    public async Task<ReviewedMonth> OfAsync(DateOnly month, CancellationToken cancel)
    {
        var first = new DateOnly(month.Year, month.Month, 1);
        var (from, to) = (time.DayOf(first).From, time.DayOf(first.AddMonths(1)).From);
        var hours = await HoursAsync(from, to, cancel);
        return new(first,
            Readings(hours.Where(h => h.Local.Hour is >= NightFrom or < NightTo), atLeast: 1),
            await DenialsAsync(from, to, cancel),
            Readings(hours, ManyReadings),
            await ExportsAsync(from, to, cancel));
    }

    // What staff have looked at, by the hour: which hour of the clinic's night that is, is for its clock to say.
    private async Task<IReadOnlyList<HourRead>> HoursAsync(DateTime from, DateTime to, CancellationToken cancel)
    {
        var sql = $$"""
            SELECT {{db.Dialect.EpochOf("At")}} / 3600 AS "Hour", "ActorId", count(*) AS "Count" FROM "AuditEvents"
            WHERE "At" >= {0} AND "At" < {1} AND "Class" = '{{AuditClass.Access}}' AND "Outcome" = '{{AuditOutcome.Allowed}}'
                AND "ActorId" IS NOT NULL AND "ActorRole" NOT IN ('{{Accounts.Roles.Patient}}', '{{nameof(Actor.Companion)}}')
            GROUP BY 1, 2
            """;
        var rows = await db.Database.SqlQueryRaw<Row>(sql, from, to).ToListAsync(cancel);
        return [.. rows.Select(r => new HourRead(time.ToLocal(DateTimeOffset.FromUnixTimeSeconds(r.Hour * 3600).UtcDateTime), r.ActorId, r.Count))];
    }

    private static Reviewed<ReviewedReading> Readings(IEnumerable<HourRead> hours, long atLeast)
    {
        var all = hours.GroupBy(h => (Day: DateOnly.FromDateTime(h.Local), h.ActorId)).Select(g => new ReviewedReading(g.Key.Day, g.Key.ActorId, g.Sum(h => h.Count)))
            .Where(r => r.Count >= atLeast).OrderByDescending(r => r.Count).ThenBy(r => r.Day).ToList();
        return new([.. all.Take(MostRows)], all.Count);
    }

    private async Task<Reviewed<ReviewedDenials>> DenialsAsync(DateTime from, DateTime to, CancellationToken cancel)
    {
        var denied = db.AuditEvents.Where(e => e.At >= from && e.At < to && e.Outcome == AuditOutcome.Denied)
            .GroupBy(e => new { Who = e.ActorId ?? e.IpAddress, IsPerson = e.ActorId != null, e.Kind })
            .Select(g => new { g.Key.Who, g.Key.IsPerson, g.Key.Kind, Count = g.LongCount() })
            .Where(g => g.Count >= ManyDenials);
        var most = await denied.OrderByDescending(g => g.Count).Take(MostRows).ToListAsync(cancel);
        return new([.. most.Select(d => new ReviewedDenials(d.Who ?? "", d.IsPerson, d.Kind, d.Count))], await CountAsync(denied, most.Count, cancel));
    }

    private async Task<Reviewed<AuditEvent>> ExportsAsync(DateTime from, DateTime to, CancellationToken cancel)
    {
        var exports = db.AuditEvents.AsNoTracking().Where(e => e.Kind == AuditKind.RecordExported && e.At >= from && e.At < to);
        var first = await exports.OrderBy(e => e.Id).Take(MostRows).ToListAsync(cancel);
        return new(first, await CountAsync(exports, first.Count, cancel));
    }

    private static async Task<int> CountAsync<T>(IQueryable<T> all, int shown, CancellationToken cancel) => shown < MostRows ? shown : await all.CountAsync(cancel);

    private sealed record Row(long Hour, string ActorId, long Count);

    private sealed record HourRead(DateTime Local, string ActorId, long Count);
}
