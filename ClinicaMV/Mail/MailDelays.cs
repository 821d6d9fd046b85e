using ClinicaMV.Clinic;
using ClinicaMV.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Mail;

/// <summary>How late the mail of one day went out, in seconds: half of it sooner than the one, 95 of 100 sooner than the other.</summary>
public sealed record MailDelay(DateOnly Day, long Count, double? Half, double? Most);

/// <summary>How long after it was due mail went out, day by day. Computed in the database, from the newest mails only.</summary>
public sealed class MailDelays(ClinicDb db, ClinicTime time)
{
    public const int Days = 14;
    private const int Newest = 20_000;

    /// <summary>The oldest day first; a day without mail has no figures.</summary>
    public async Task<IReadOnlyList<MailDelay>> OfLastDaysAsync(CancellationToken cancel)
    {
        var days = Enumerable.Range(1 - Days, Days).Select(i => time.Today.AddDays(i)).ToList();
        var edges = days.SelectMany(d => new object[] { time.DayOf(d).From, time.DayOf(d).To }).ToArray();
        var found = await db.Database.SqlQueryRaw<Row>(Query, edges).ToListAsync(cancel);
        return [.. days.Select((day, i) => found.Find(r => r.Day == i) is { } row ? new MailDelay(day, row.Count, row.Half, row.Most) : new(day, 0, null, null))];
    }

    private string Query => $$"""
        WITH days("Day", "From", "To") AS (VALUES {{string.Join(", ", Enumerable.Range(0, Days).Select(i => $"({i}, {{{2 * i}}}, {{{2 * i + 1}}})"))}}),
        newest AS (
            SELECT "SentAt", CAST({{db.Dialect.SecondsLate}} AS double precision) AS "Late"
            FROM "OutgoingMail" WHERE "State" = 'Sent' ORDER BY "Id" DESC LIMIT {{Newest}}),
        ranked AS (
            SELECT d."Day", n."Late",
                ROW_NUMBER() OVER (PARTITION BY d."Day" ORDER BY n."Late") AS "Place", COUNT(*) OVER (PARTITION BY d."Day") AS "Count"
            FROM days d JOIN newest n ON n."SentAt" >= d."From" AND n."SentAt" < d."To")
        SELECT "Day", MAX("Count") AS "Count",
            MIN(CASE WHEN "Place" * 2 >= "Count" THEN "Late" END) AS "Half",
            MIN(CASE WHEN "Place" * 100 >= "Count" * 95 THEN "Late" END) AS "Most"
        FROM ranked GROUP BY "Day"
        """;

    private sealed record Row(int Day, long Count, double? Half, double? Most);
}
