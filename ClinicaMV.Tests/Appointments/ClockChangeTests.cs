using ClinicaMV.Appointments;
using ClinicaMV.Clinic;
using ClinicaMV.Mail;
using Ical.Net.Serialization;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Tests.Appointments;

/// <summary>
/// S20: every quarter of an hour of the days on which the clocks change, and of their neighbours, in both zones of Spain. What is expected
/// is written down here in offsets, so that no zone rule of the machine proves itself.
/// </summary>
public sealed class ClockChangeTests
{
    private const int NotThere = -1;

    private static readonly string[] Autumn = ["2026-10-25", "2027-10-31"];
    private static readonly string[] Spring = ["2026-03-29", "2027-03-28"];

    public static TheoryData<string, string, int> Days()
    {
        var days = new TheoryData<string, string, int>();
        foreach (var (zone, winter) in new[] { ("Europe/Madrid", 1), ("Atlantic/Canary", 0) })
        {
            foreach (var change in Autumn.Concat(Spring).Select(DateOnly.Parse))
            {
                for (var day = change.AddDays(-1); day <= change.AddDays(1); day = day.AddDays(1))
                    days.Add(zone, day.ToString("O"), winter);
            }
        }

        return days;
    }

    [Theory, MemberData(nameof(Days))]
    public void Every_quarter_is_offered_exactly_when_it_exists_once_and_at_the_right_instant(string zone, string date, int winter)
    {
        var day = DateOnly.Parse(date);
        var (slots, time) = Offering(zone, day, new(15, 0, 0, 3650), "00:00-00:00");

        var offered = slots.On(day).ToList();

        var expected = Quarters().Select(q => (Quarter: q, Offset: OffsetAt(q, date, winter))).Where(x => x.Offset != NotThere)
            .Select(x => DateTime.SpecifyKind(day.ToDateTime(x.Quarter), DateTimeKind.Utc).AddHours(-x.Offset)).ToList();
        Assert.Equal(Spring.Contains(date) ? 92 : 96, expected.Count);
        Assert.Equal(expected, offered);
        Assert.All(offered, o => Assert.Equal(DateTimeKind.Utc, o.Kind));
        Assert.Equal(offered.Count, offered.Select(time.ToLocal).Distinct().Count());
        Assert.All(offered, o => Assert.Equal(o, time.ToUtc(time.ToLocal(o))));
    }

    [Theory, MemberData(nameof(Days))]
    public void A_working_day_begins_and_ends_where_the_clock_on_the_wall_shows_it(string zone, string date, int winter)
    {
        var day = DateOnly.Parse(date);
        var (slots, time) = Offering(zone, day, new(45, 0, 0, 3650), "09:00-14:00");

        var offered = slots.On(day).Select(time.ToLocal).ToList();

        Assert.Equal(["09:00", "09:45", "10:30", "11:15", "12:00", "12:45"], offered.Select(o => o.ToString("HH:mm")));
        Assert.Equal(TimeSpan.FromHours(9 - OffsetAt(new(9, 0), date, winter)), slots.On(day).First().TimeOfDay);
    }

    [Theory]
    [InlineData("Europe/Madrid", "2027-03-28", "02:00-03:00", "")] // wholly left out
    [InlineData("Europe/Madrid", "2027-03-28", "01:00-02:30", "01:00,01:30")] // ends where the clocks jump
    [InlineData("Europe/Madrid", "2027-03-28", "02:30-04:00", "03:00,03:30")] // begins where they land
    [InlineData("Europe/Madrid", "2026-10-25", "02:00-03:00", "02:00,02:30")] // two hours long, offered as one
    [InlineData("Europe/Madrid", "2026-10-25", "01:30-02:30", "01:30,02:00")] // ends at the first 2:30
    [InlineData("Atlantic/Canary", "2027-03-28", "01:00-02:00", "")]
    [InlineData("Atlantic/Canary", "2027-03-28", "00:00-02:00", "00:00,00:30")]
    [InlineData("Atlantic/Canary", "2026-10-25", "01:00-02:00", "01:00,01:30")]
    public void A_span_with_an_end_in_the_changing_hour_stays_sound(string zone, string date, string span, string expected)
    {
        var day = DateOnly.Parse(date);
        var (slots, time) = Offering(zone, day, new(30, 0, 0, 3650), span);

        Assert.Equal(expected, string.Join(',', slots.On(day).Select(o => time.ToLocal(o).ToString("HH:mm"))));
    }

    [Fact]
    public void An_appointment_of_real_length_does_not_reach_over_an_end_that_the_clocks_bring_nearer()
    {
        var day = new DateOnly(2027, 3, 28);
        var (slots, time) = Offering("Europe/Madrid", day, new(60, 0, 0, 3650), "00:30-03:15");

        // From 1:30 an hour lasts until 3:30.
        Assert.Equal(["00:30"], slots.On(day).Select(o => time.ToLocal(o).ToString("HH:mm")));
    }

    [Fact]
    public void A_calendar_program_reads_in_an_invitation_the_hour_that_the_clock_shows_in_every_zone()
    {
        var first = new DateTime(2025, 1, 15, 9, 0, 0, DateTimeKind.Utc);
        var differences = new List<string>();
        foreach (var zone in TimeZoneInfo.GetSystemTimeZones().Where(z => z.Id.Contains('/')))
        {
            var time = new ClinicTime(Options.Create(new ClinicOptions { TimeZone = zone.Id }), TimeProvider.System);
            for (var startsAt = first; startsAt.Year < 2031; startsAt = startsAt.AddDays(163))
            {
                var read = ReadZone(startsAt, time);
                // The hour itself, and where its reader might draw it to.
                differences.AddRange(Enumerable.Range(0, 37).Select(i => startsAt.AddDays(10 * i))
                    .Where(at => !zone.IsAmbiguousTime(time.ToLocal(at)) && read.Last(o => o.Starts <= time.ToLocal(at)).Offset != zone.GetUtcOffset(at))
                    .Select(at => $"{zone.Id}: an hour of {startsAt:d}, at {at:d}"));
            }
        }

        Assert.Empty(differences);
    }

    /// <summary>Since when, by the clock until then, which offset counts: the components read as RFC 5545 §3.6.5 has them.</summary>
    private static List<(DateTime Starts, TimeSpan Offset)> ReadZone(DateTime startsAt, ClinicTime time)
    {
        var calendar = new Ical.Net.Calendar();
        calendar.AddTimeZone(CalendarInvite.ZoneAround(startsAt, time));
        var text = new CalendarSerializer().SerializeToString(calendar)!;
        Assert.Contains($"\r\nTZID:{time.Zone.Id}\r\n", text);
        Assert.DoesNotContain("RRULE", text);
        var observances = text.Split("\r\nBEGIN:").Where(part => part.StartsWith("STANDARD", StringComparison.Ordinal) || part.StartsWith("DAYLIGHT", StringComparison.Ordinal)).Select(part =>
        {
            var values = part.Split("\r\n").Select(line => line.Split(':', 2)).Where(pair => pair.Length == 2).GroupBy(pair => pair[0]).ToDictionary(pairs => pairs.Key, pairs => pairs.First()[1]);
            return (Starts: DateTime.ParseExact(values["DTSTART"], "yyyyMMdd'T'HHmmss", null), From: Offset(values["TZOFFSETFROM"]), To: Offset(values["TZOFFSETTO"]));
        }).OrderBy(o => o.Starts).ToList();
        Assert.All(observances.Skip(1).Zip(observances), pair => Assert.Equal(pair.Second.To, pair.First.From));
        return [.. observances.Select(o => (o.Starts, o.To))];

        static TimeSpan Offset(string text) => TimeSpan.ParseExact(text[1..], "hhmm", null) * (text[0] == '-' ? -1 : 1);
    }

    private static int OffsetAt(TimeOnly quarter, string date, int winter)
    {
        var changing = new TimeOnly(1 + winter, 0);
        var isChanging = quarter.Hour == changing.Hour;
        var day = DateOnly.Parse(date);
        if (Spring.Contains(date))
            return isChanging ? NotThere : quarter > changing ? winter + 1 : winter;
        if (Autumn.Contains(date))
            return quarter < changing || isChanging ? winter + 1 : winter;
        return Spring.Any(s => day.Year == DateOnly.Parse(s).Year && day > DateOnly.Parse(s))
            && Autumn.Any(a => day.Year == DateOnly.Parse(a).Year && day < DateOnly.Parse(a)) ? winter + 1 : winter;
    }

    private static IEnumerable<TimeOnly> Quarters() => Enumerable.Range(0, 96).Select(i => TimeOnly.MinValue.AddMinutes(15 * i));

    private static (FreeSlots, ClinicTime) Offering(string zone, DateOnly day, OfferedTerms terms, string hours)
    {
        var time = new ClinicTime(Options.Create(new ClinicOptions { TimeZone = zone }), TimeProvider.System);
        var kept = new SpecialistHours(Specialists.WorkingAllWeek(terms, hours), new HashSet<DateOnly>(), time);
        return (new(kept, new([], TimeSpan.Zero, time), new([], TimeSpan.Zero, time), time, DateTime.SpecifyKind(day.AddDays(-2).ToDateTime(default), DateTimeKind.Utc)), time);
    }
}
