using System.Globalization;
using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.Clinic;
using ClinicaMV.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Statistics;

/// <summary>How many came when, of those who pressed Enter, by minutes after the start.</summary>
/// <param name="Bin">The end of its five minutes, see <see cref="ClinicStatistics.Bins"/>.</param>
public sealed record JoinDelay(string Role, int Bin, long Count);

/// <summary>Of the appointments of one hour of the week that were marked, how many were no-shows.</summary>
public sealed record NoShowHour(DayOfWeek Weekday, int Hour, long NoShows, long Marked);

/// <summary>Counts over the last weeks, made in the database; the last week ends today.</summary>
public sealed class ClinicStatistics(ClinicDb db, ClinicTime time)
{
    public const int Weeks = 26;

    /// <summary>Minutes after the start; below the first and above the last there is one more each.</summary>
    public static readonly int[] Bins = [-10, -5, 0, 5, 10, 15];

    /// <summary>Stands for later than the last of <see cref="Bins"/>.</summary>
    public const int Later = 99;

    public DateOnly First => time.Today.AddDays(1 - 7 * Weeks);

    private DateTime From => time.DayOf(First).From;

    private DateTime To => time.DayOf(time.Today).To;

    /// <summary>Appointments by the week in which they were to be, and their status.</summary>
    public Task<IReadOnlyList<AuditFigure>> VisitsAsync(CancellationToken cancel) => ByWeekAsync("Appointments", "StartsAt", "\"Status\"", cancel);

    /// <summary>The newest device check of each person and appointment, by week: <c>Fine</c> or <c>Trouble</c>.</summary>
    public Task<IReadOnlyList<AuditFigure>> DevicesAsync(CancellationToken cancel)
        => ByWeekAsync("DeviceChecks", "At", "CASE WHEN \"IsFine\" THEN 'Fine' ELSE 'Trouble' END", cancel);

    public async Task<IReadOnlyList<JoinDelay>> JoinDelaysAsync(CancellationToken cancel)
    {
        var query = $"{Delays(nameof(ParticipantRole.Patient))} UNION ALL {Delays(nameof(ParticipantRole.Specialist))}";
        return await db.Database.SqlQueryRaw<JoinDelay>(query, From, To).ToListAsync(cancel);
    }

    public async Task<IReadOnlyList<NoShowHour>> NoShowsAsync(CancellationToken cancel)
    {
        var query = $$"""
            SELECT {{db.Dialect.EpochOf("StartsAt")}} / 3600 AS "Hour", sum(CASE "Status" WHEN 'NoShow' THEN 1 ELSE 0 END) AS "NoShows", count(*) AS "Marked"
            FROM "Appointments" WHERE "StartsAt" >= {0} AND "StartsAt" < {1} AND "Status" IN ('Completed', 'NoShow') GROUP BY 1
            """;
        var rows = await db.Database.SqlQueryRaw<HourRow>(query, From, To).ToListAsync(cancel);
        return [.. rows.Select(r => (At: time.ToLocal(DateTime.UnixEpoch.AddHours(r.Hour)), Row: r)).GroupBy(r => (r.At.DayOfWeek, r.At.Hour))
            .Select(g => new NoShowHour(g.Key.DayOfWeek, g.Key.Hour, g.Sum(r => r.Row.NoShows), g.Sum(r => r.Row.Marked)))
            .OrderBy(n => ((int)n.Weekday + 6) % 7).ThenBy(n => n.Hour)];
    }

    // Weeks of 168 hours from the clinic's midnight: where the clocks change meanwhile, an hour of one night counts to its neighbour.
    private async Task<IReadOnlyList<AuditFigure>> ByWeekAsync(string table, string at, string reason, CancellationToken cancel)
    {
        var start = new DateTimeOffset(From).ToUnixTimeSeconds();
        var query = $$"""
            SELECT ({{db.Dialect.EpochOf(at)}} - {{start.ToString(CultureInfo.InvariantCulture)}}) / 604800 AS "Week", {{reason}} AS "Reason", count(*) AS "Count"
            FROM "{{table}}" WHERE "{{at}}" >= {0} AND "{{at}}" < {1} GROUP BY 1, 2
            """;
        var rows = await db.Database.SqlQueryRaw<WeekRow>(query, From, To).ToListAsync(cancel);
        return [.. rows.Select(r => new AuditFigure(First.AddDays((int)Math.Clamp(r.Week, 0, Weeks - 1) * 7), r.Reason, r.Count)).OrderBy(f => f.From).ThenBy(f => f.Reason, StringComparer.Ordinal)];
    }

    private string Delays(string role)
    {
        var entered = $"Visit_{role}EnteredAt";
        var late = $"({db.Dialect.EpochOf(entered)} - {db.Dialect.EpochOf("StartsAt")})";
        var bins = string.Concat(Bins.Select(bin => FormattableString.Invariant($" WHEN {late} < {bin * 60} THEN {bin}")));
        return $$"""
            SELECT '{{role}}' AS "Role", CASE{{bins}} ELSE {{Later}} END AS "Bin", count(*) AS "Count"
            FROM "Appointments" WHERE "StartsAt" >= {0} AND "StartsAt" < {1} AND "{{entered}}" IS NOT NULL GROUP BY 2
            """;
    }

    private sealed record WeekRow(long Week, string Reason, long Count);

    private sealed record HourRow(long Hour, long NoShows, long Marked);
}
