using ClinicaMV.Clinic;
using ClinicaMV.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Auditing;

/// <summary>How many, in one span of time.</summary>
/// <param name="Reason">Why, where that is told apart.</param>
public sealed record AuditFigure(DateOnly From, string Reason, long Count);

/// <summary>Counts over the record, made in the database.</summary>
public sealed class AuditFigures(ClinicDb db, ClinicTime time)
{
    public const int Days = 30;
    public const int Weeks = 26;

    /// <summary>Presses on Enter and requests for a room that were denied, by day and reason. A day without one is not in it.</summary>
    public Task<IReadOnlyList<AuditFigure>> DeniedJoinsAsync(CancellationToken cancel)
        => CountAsync(time.Today.AddDays(1 - Days), Days, 1, $""" "Kind" IN ('{AuditKind.VisitEntry}', '{AuditKind.RoomIssued}') AND "Outcome" = '{AuditOutcome.Denied}' """, cancel);

    /// <summary>Rooms issued, by weeks of which the last one ends today.</summary>
    public Task<IReadOnlyList<AuditFigure>> RoomsIssuedAsync(CancellationToken cancel)
        => CountAsync(time.Today.AddDays(1 - 7 * Weeks), Weeks, 7, $""" "Kind" = '{AuditKind.RoomIssued}' AND "Outcome" = '{AuditOutcome.Allowed}' """, cancel);

    // Days of 24 hours from the clinic's midnight: where the clocks change meanwhile, an hour of one night counts to its neighbour.
    private async Task<IReadOnlyList<AuditFigure>> CountAsync(DateOnly first, int spans, int days, string where, CancellationToken cancel)
    {
        var from = time.DayOf(first).From;
        var start = new DateTimeOffset(from).ToUnixTimeSeconds();
        // Of the house's own words; what is asked for is a parameter.
        var sql = $$"""
            SELECT ({{db.Dialect.EpochOf("At")}} - {{start}}) / {{days * 86_400}} AS "Span", coalesce("Reason", '') AS "Reason", count(*) AS "Count"
            FROM "AuditEvents" WHERE "At" >= {0} AND {{where}} GROUP BY 1, 2
            """;
        var rows = await db.Database.SqlQueryRaw<Row>(sql, from).ToListAsync(cancel);
        return [.. rows.Select(r => new AuditFigure(first.AddDays((int)Math.Clamp(r.Span, 0, spans - 1) * days), r.Reason, r.Count)).OrderBy(f => f.From).ThenBy(f => f.Reason, StringComparer.Ordinal)];
    }

    private sealed record Row(long Span, string Reason, long Count);
}
