using ClinicaMV.Appointments;
using ClinicaMV.Clinic;
using ClinicaMV.People;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Tests.Appointments;

/// <summary>Which hours are free, in a winter week in Madrid: the clock shows one hour more than UTC.</summary>
public sealed class FreeSlotsTests
{
    private static readonly DateOnly Monday = new(2026, 11, 30);
    private static readonly OfferedTerms Terms = new();
    private static readonly ClinicTime Time = new(Options.Create(new ClinicOptions()), TimeProvider.System);

    private readonly HashSet<DateOnly> closed = [];
    private readonly List<TimeSpent> busy = [];
    private readonly List<TimeSpent> expected = [];
    private DateTime now = At(Monday.AddDays(-3), "10:00");

    [Fact]
    public void Each_span_of_the_day_has_a_grid_of_its_own()
        => Assert.Equal("09:00 09:45 10:30 16:10 16:55", Offered(Specialists.Working(Terms, "Monday 16:10-18:00", "Monday 9:00-11:20", "Tuesday 8:00-9:00")));

    [Fact]
    public void Nobody_works_on_a_day_without_hours()
    {
        var specialist = Specialists.Working(Terms, "Tuesday 9:00-14:00");

        Assert.Equal("", Offered(specialist));
        Assert.Equal(6, Slots(specialist).On(Monday.AddDays(1)).Count());
    }

    [Theory]
    [InlineData(45, "9:00-14:00", "09:00 09:45 10:30 11:15 12:00 12:45")]
    [InlineData(45, "9:00-9:45", "09:00")]
    [InlineData(45, "9:00-9:40", "")]
    [InlineData(240, "9:00-14:00", "09:00")]
    [InlineData(240, "9:00-17:00", "09:00 13:00")]
    [InlineData(60, "9:02-11:05", "09:05 10:05")]
    [InlineData(60, "22:00-0:00", "22:00 23:00")]
    [InlineData(45, "22:00-0:00", "22:00 22:45")]
    [InlineData(240, "0:00-0:00", "00:00 04:00 08:00 12:00 16:00 20:00")]
    public void Only_what_ends_inside_the_span_is_offered(int minutes, string span, string offered)
        => Assert.Equal(offered, Offered(Specialists.Working(Terms with { AppointmentMinutes = minutes }, $"Monday {span}")));

    [Fact]
    public void The_gap_follows_every_appointment_but_may_reach_over_the_end()
        => Assert.Equal("09:00 10:00 11:00", Offered(Specialists.Working(Terms with { GapMinutes = 15 }, "Monday 9:00-11:45")));

    [Theory]
    [InlineData("10:00-10:45", 0, "09:00 11:15")] // 9:45 would reach into it, 10:30 begins in it
    [InlineData("09:45-10:30", 0, "09:00 10:30 11:15")]
    [InlineData("09:50-10:30", 0, "09:00 10:30 11:15")]
    [InlineData("08:00-09:05", 0, "09:45 10:30 11:15")]
    [InlineData("10:00-10:45", 15, "09:00 11:00")]
    [InlineData("09:50-10:50", 15, "")] // 9:00 needs its gap before it, 11:00 the gap after it
    public void What_is_booked_is_not_offered_and_keeps_its_gap(string booked, int gap, string offered)
    {
        busy.Add(Spent(booked));

        Assert.Equal(offered, Offered(Specialists.Working(Terms with { GapMinutes = gap }, "Monday 9:00-12:00")));
    }

    [Theory]
    [InlineData("-00:30-00:10", 0, "00:45 01:30")] // began the day before
    [InlineData("-01:00-00:00", 0, "00:00 00:45 01:30")]
    [InlineData("-01:00-00:00", 15, "01:00 02:00")] // the gap reaches over midnight
    public void What_is_booked_across_midnight_counts_on_both_days(string booked, int gap, string offered)
    {
        busy.Add(Spent(booked));

        Assert.Equal(offered, Offered(Specialists.Working(Terms with { GapMinutes = gap }, "Monday 0:00-3:00"))[..offered.Length]);
    }

    [Fact]
    public void A_patient_is_not_offered_an_hour_at_which_somebody_else_expects_them()
    {
        expected.Add(Spent("09:45-10:30"));

        Assert.Equal("09:00 11:00", Offered(Specialists.Working(Terms with { GapMinutes = 15 }, "Monday 9:00-12:00")));
    }

    [Theory]
    [InlineData(0, 0, null, null, "")]
    [InlineData(-5, 5, null, null, "")]
    [InlineData(-5, -1, null, null, "09:00 09:45 10:30 11:15")]
    [InlineData(1, 5, null, null, "09:00 09:45 10:30 11:15")]
    [InlineData(0, 0, "10:00", "10:30", "09:00 10:30 11:15")]
    [InlineData(-1, 1, "10:31", "0:00", "09:00 09:45")]
    [InlineData(0, 0, "0:00", "9:46", "10:30 11:15")]
    public void An_absence_takes_whole_days_or_some_hours_of_each(int from, int to, string? fromHour, string? toHour, string offered)
    {
        var specialist = Specialists.Working(Terms, "Monday 9:00-12:00");
        specialist.BeAway(new() { From = Monday.AddDays(from), To = Monday.AddDays(to), FromHour = Hour(fromHour), ToHour = Hour(toHour) });

        Assert.Equal(offered, Offered(specialist));
    }

    [Fact]
    public void Nothing_is_offered_on_a_day_on_which_the_clinic_is_closed()
    {
        var specialist = Specialists.WorkingAllWeek(Terms, "0:00-0:00");
        closed.Add(Monday);

        Assert.Equal("", Offered(specialist));
        Assert.NotEmpty(Slots(specialist).On(Monday.AddDays(1)));
    }

    [Theory]
    [InlineData("09:00", 0, "09:00 09:45 10:30 11:15")]
    [InlineData("09:01", 0, "09:45 10:30 11:15")]
    [InlineData("08:30", 2, "10:30 11:15")]
    [InlineData("08:31", 2, "11:15")]
    [InlineData("12:00", 0, "")]
    public void An_hour_needs_the_specialists_notice(string clock, int notice, string offered)
    {
        now = At(Monday, clock);

        Assert.Equal(offered, Offered(Specialists.Working(Terms with { NoticeHours = notice }, "Monday 9:00-12:00")));
    }

    [Theory]
    [InlineData(6, false)]
    [InlineData(7, true)]
    public void A_day_too_far_away_is_not_offered(int days, bool offered)
    {
        now = At(Monday.AddDays(-7), "23:30");

        Assert.Equal(offered, Offered(Specialists.Working(Terms with { BookableDays = days }, "Monday 9:00-12:00")).Length > 0);
    }

    [Theory]
    [InlineData("09:00-09:45", null)]
    [InlineData("11:15-12:00", null)]
    [InlineData("11:20-12:05", DiaryRefusal.OutsideHours)]
    [InlineData("08:55-09:40", DiaryRefusal.OutsideHours)]
    [InlineData("11:00-16:30", DiaryRefusal.OutsideHours)]
    [InlineData("16:00-19:00", null)] // two spans that touch are one
    [InlineData("23:30-24:30", null)] // and so are two that touch at midnight
    [InlineData("20:00-20:30", DiaryRefusal.SpecialistAway)]
    [InlineData("48:30-49:00", DiaryRefusal.ClinicClosed)]
    public void The_diary_is_told_why_nobody_can_have_an_hour(string hour, DiaryRefusal? refusal)
    {
        var specialist = Specialists.Working(Terms, "Monday 9:00-12:00", "Monday 16:00-17:00", "Monday 17:00-19:00", "Monday 20:00-0:00", "Tuesday 0:00-1:00", "Wednesday 0:00-8:00");
        specialist.BeAway(new() { From = Monday, To = Monday, FromHour = new(20, 15), ToHour = new(20, 20) });
        closed.Add(Monday.AddDays(2));

        Assert.Equal(refusal, new SpecialistHours(specialist, closed, Time).ClashOf(Spent(hour)));
    }

    [Fact]
    public void A_specialist_without_hours_refuses_staff_only_when_away_or_closed_and_offers_patients_nothing()
    {
        var specialist = Specialists.Working(Terms);
        specialist.BeAway(new() { From = Monday.AddDays(2), To = Monday.AddDays(2) });
        closed.Add(Monday);
        var hours = new SpecialistHours(specialist, closed, Time);

        Assert.Equal("", Offered(specialist));
        Assert.Null(hours.ClashOf(Spent("27:00-28:00")));
        Assert.Equal(DiaryRefusal.ClinicClosed, hours.ClashOf(Spent("03:00-04:00")));
        Assert.Equal(DiaryRefusal.SpecialistAway, hours.ClashOf(Spent("48:00-49:00")));
        Assert.Equal(DiaryRefusal.OutsideHours, hours.FaultForPatient(At(Monday, "03:00"), now));
    }

    private string Offered(Specialist specialist)
        => string.Join(' ', Slots(specialist).On(Monday).Select(start => Time.ToLocal(start).ToString("HH:mm")));

    private FreeSlots Slots(Specialist specialist) => new(new(specialist, closed, Time), new(busy, TimeSpan.FromMinutes(specialist.GapMinutes), Time), new(expected, TimeSpan.Zero, Time), Time, now);

    // With a minus before it, so long before midnight.
    private static TimeSpent Spent(string hours)
    {
        var ends = hours.TrimStart('-').Split('-');
        var midnight = At(Monday, "00:00");
        return new(hours[0] == '-' ? midnight - (At(Monday, ends[0]) - midnight) : At(Monday, ends[0]), At(Monday, ends[1]));
    }

    // Hours past 24 are of the next days.
    private static DateTime At(DateOnly day, string clock)
    {
        var parts = clock.Split(':');
        return Time.DayOf(day).From.AddHours(int.Parse(parts[0])).AddMinutes(int.Parse(parts[1]));
    }

    private static TimeOnly? Hour(string? clock) => clock is null ? null : TimeOnly.Parse(clock);
}
