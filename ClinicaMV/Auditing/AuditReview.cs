using ClinicaMV.Clinic;
using ClinicaMV.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Auditing;

/// <summary>What the month's review looks at: reading at night, whoever was denied again and again, whoever read a great deal.</summary>
public sealed record ReviewedMonth(
    DateOnly First, IReadOnlyList<ReviewedReading> AtNight, IReadOnlyList<ReviewedDenials> Denials, IReadOnlyList<ReviewedReading> InBulk, IReadOnlyList<AuditEvent> Exports);

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
            await db.AuditEvents.AsNoTracking().Where(e => e.Kind == AuditKind.RecordExported && e.At >= from && e.At < to).OrderBy(e => e.Id).Take(MostRows).ToListAsync(cancel));
    }

    // What staff have looked at, by the hour: which hour of the clinic's night that is, is for its clock to say.
    private async Task<IReadOnlyList<HourRead>> HoursAsync(DateTime from, DateTime to, CancellationToken cancel)
    {
        var sql = $$"""
            SELECT {{db.EpochOf("At")}} / 3600 AS "Hour", "ActorId", count(*) AS "Count" FROM "AuditEvents"
            WHERE "At" >= {0} AND "At" < {1} AND "Class" = '{{AuditClass.Access}}' AND "Outcome" = '{{AuditOutcome.Allowed}}'
                AND "ActorId" IS NOT NULL AND "ActorRole" NOT IN ('{{Accounts.Roles.Patient}}', '{{nameof(Actor.Companion)}}')
            GROUP BY 1, 2
            """;
        var rows = await db.Database.SqlQueryRaw<Row>(sql, from, to).ToListAsync(cancel);
        return [.. rows.Select(r => new HourRead(time.ToLocal(DateTimeOffset.FromUnixTimeSeconds(r.Hour * 3600).UtcDateTime), r.ActorId, r.Count))];
    }

    private static IReadOnlyList<ReviewedReading> Readings(IEnumerable<HourRead> hours, long atLeast)
        => [.. hours.GroupBy(h => (Day: DateOnly.FromDateTime(h.Local), h.ActorId)).Select(g => new ReviewedReading(g.Key.Day, g.Key.ActorId, g.Sum(h => h.Count)))
            .Where(r => r.Count >= atLeast).OrderByDescending(r => r.Count).ThenBy(r => r.Day).Take(MostRows)];

    private async Task<IReadOnlyList<ReviewedDenials>> DenialsAsync(DateTime from, DateTime to, CancellationToken cancel)
    {
        var denied = await db.AuditEvents.Where(e => e.At >= from && e.At < to && e.Outcome == AuditOutcome.Denied)
            .GroupBy(e => new { Who = e.ActorId ?? e.IpAddress, IsPerson = e.ActorId != null, e.Kind })
            .Select(g => new { g.Key.Who, g.Key.IsPerson, g.Key.Kind, Count = g.LongCount() })
            .Where(g => g.Count >= ManyDenials).OrderByDescending(g => g.Count).Take(MostRows).ToListAsync(cancel);
        return [.. denied.Select(d => new ReviewedDenials(d.Who ?? "", d.IsPerson, d.Kind, d.Count))];
    }

    private sealed record Row(long Hour, string ActorId, long Count);

    private sealed record HourRead(DateTime Local, string ActorId, long Count);
}
