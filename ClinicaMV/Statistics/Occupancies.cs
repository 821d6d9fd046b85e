using ClinicaMV.Appointments;
using ClinicaMV.Clinic;
using ClinicaMV.Data;
using ClinicaMV.People;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Statistics;

/// <summary>How much of a specialist's working time was booked, in minutes.</summary>
public sealed record Occupancy(string Specialist, long Booked, long Working)
{
    /// <summary>In whole percent; nothing where there are no hours.</summary>
    public long? Percent => Working == 0 ? null : Booked * 100 / Working;
}

/// <summary>The last four weeks of those specialists who had the most booked.</summary>
public sealed class Occupancies(ClinicDb db, ClinicTime time)
{
    public const int Days = 28;
    public const int Most = 20;

    public async Task<IReadOnlyList<Occupancy>> ListAsync(CancellationToken cancel)
    {
        var first = time.Today.AddDays(1 - Days);
        var (from, to) = (time.DayOf(first).From, time.DayOf(time.Today).To);
        var query = $$"""
            SELECT "SpecialistId", CAST(sum({{db.Dialect.EpochOf("EndsAt")}} - {{db.Dialect.EpochOf("StartsAt")}}) / 60 AS bigint) AS "Minutes"
            FROM "Appointments" WHERE "StartsAt" >= {0} AND "StartsAt" < {1} AND "Status" <> 'Cancelled'
            GROUP BY 1 ORDER BY 2 DESC LIMIT {{Most}}
            """;
        var booked = await db.Database.SqlQueryRaw<Row>(query, from, to).ToListAsync(cancel);
        var ids = booked.Select(b => b.SpecialistId).ToList();
        var specialists = await db.Specialists.AsNoTracking().AsSplitQuery().Include(s => s.Account).WithHours(first).Where(s => ids.Contains(s.Id)).ToDictionaryAsync(s => s.Id, cancel);
        var closed = (await db.ClosedDays.Where(d => d.Day >= first).Select(d => d.Day).ToListAsync(cancel)).ToHashSet();
        return [.. booked.Select(b => new Occupancy(specialists[b.SpecialistId].Account.FullName, b.Minutes, WorkingIn(specialists[b.SpecialistId], closed, first)))];
    }

    // In the marks of the diary, so that absences of some hours count too.
    private long WorkingIn(Specialist specialist, HashSet<DateOnly> closed, DateOnly first)
    {
        var hours = new SpecialistHours(specialist, closed, time);
        var step = TimeSpan.FromMinutes(BookedSlot.Minutes);
        var marks = 0L;
        for (var day = first; day <= time.Today; day = day.AddDays(1))
        {
            foreach (var span in hours.SpansOn(day).Select(s => time.InstantsOf(day, s)))
            {
                for (var at = span.From; at + step <= span.To; at += step)
                    marks += specialist.Absences.Count > 0 && hours.IsAwayAt(new(at, at + step)) ? 0 : 1;
            }
        }

        return marks * BookedSlot.Minutes;
    }

    private sealed record Row(string SpecialistId, long Minutes);
}
