using System.Net;
using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.Clinic;
using ClinicaMV.Data;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Tests.Appointments;

/// <summary>Hours that a specialist works on one date only.</summary>
public abstract class ExtraHoursStories(TestClinic clinic) : IAsyncLifetime
{
    private static readonly DateOnly Saturday = new(2027, 1, 16);
    private static readonly DateOnly Monday = Saturday.AddDays(2);

    public async Task InitializeAsync()
    {
        clinic.Clock.AdjustTime(new DateTimeOffset(Saturday.AddDays(-5).ToDateTime(new(9, 0)), TimeSpan.Zero));
        await clinic.InAsync<ClinicDb>(async db =>
        {
            await db.OutgoingMail.ExecuteDeleteAsync();
            await db.Appointments.ExecuteDeleteAsync();
            await db.Set<WorkingHours>().ExecuteDeleteAsync();
            await db.Set<Absence>().ExecuteDeleteAsync();
            await db.ClosedDays.ExecuteDeleteAsync();
        });
        await clinic.WorkAsync(clinic.Bruno, "Monday 9:00-14:00");
        await clinic.InAsync<ClinicDb>(db => db.AuditEvents.ExecuteDeleteAsync());
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_specialist_adds_a_Saturday_which_patients_book_and_which_lists_them_when_it_is_taken_back()
    {
        var bruno = await clinic.SignedInAsync(clinic.Bruno);
        (await bruno.OpenAsync("/Hours")).Shows("No hay horas extra");
        var added = await AddAsync(bruno, "/Hours", Saturday, "10:00", "11:30");
        added.IsAt("/Hours").Shows("sábado, 16 de enero de 2027, 10:00-11:30");
        Assert.Equal("9:00-14:00", added.Document.GetElementById("Input_Days_0_")!.GetAttribute("value"));
        Assert.Equal("", added.Document.GetElementById("Input_Days_5_")!.GetAttribute("value") ?? "");

        Assert.Equal(["10:00", "10:45"], await OfferedAsync(Saturday));
        Assert.Empty(await OfferedAsync(Saturday.AddDays(7)));
        var ana = await clinic.SignedInAsync(clinic.Ana);
        var check = await ana.OpenAsync($"/Appointments/Choose/Check?specialist={clinic.Bruno.Id}&at=2027-01-16T09:00Z&how=Video");
        (await check.SubmitAsync("Confirmar la cita")).Is(HttpStatusCode.OK).Shows("sábado, 16 de enero de 2027, de 10:00 a 10:45");
        await clinic.BookAsync(At(Saturday, 12), patient: clinic.Carla, expect: DiaryRefusal.OutsideHours);

        var removed = await (await bruno.OpenAsync("/Hours")).SubmitAsync("extra");
        removed.Shows("No hay horas extra").Shows("Citas ya dadas que caen fuera: 1").Shows("no pasa consulta");
        Assert.Equal([(AuditKind.ExtraHoursAdded, "2027-01-16"), (AuditKind.ExtraHoursRemoved, "2027-01-16")], await RecordAsync());
    }

    [Fact]
    public async Task An_administrator_adds_hours_to_a_working_day_and_no_hour_is_offered_twice()
    {
        var delia = await clinic.SignedInAsync(clinic.Delia);
        var address = $"/Hours/{clinic.Bruno.Id}";
        (await AddAsync(delia, address, Monday, "13:00", "16:00")).IsAt(address);
        (await AddAsync(delia, address, Monday, "13:00", "15:15")).IsAt(address);

        Assert.Equal(["9:00", "9:45", "10:30", "11:15", "12:00", "12:45", "13:30", "14:15", "15:00"], await OfferedAsync(Monday));
        Assert.Equal(6, (await OfferedAsync(Monday.AddDays(7))).Count);
        var week = await (await delia.OpenAsync(address)).SubmitAsync("Input.Days[0]", ("Input.Days[0]", "9:00-10:00"));
        Assert.Equal(2, week.Document.QuerySelectorAll("input[name=extra]").Length);
        Assert.Equal(["9:00", "13:00", "13:45", "14:30", "15:15"], await OfferedAsync(Monday));
    }

    [Fact]
    public async Task A_closed_day_and_an_absence_win_over_extra_hours()
    {
        await AddAsync(await clinic.SignedInAsync(clinic.Bruno), "/Hours", Saturday, "10:00", "11:30");
        await clinic.InAsync<HoursKeeper>(keeper => keeper.AddAbsenceAsync(clinic.Bruno.Id, new() { From = Saturday, To = Saturday, FromHour = new(10, 0), ToHour = new(10, 30) }, Actor.System, default));
        Assert.Equal(["10:45"], await OfferedAsync(Saturday));
        await clinic.BookAsync(At(Saturday, 10), expect: DiaryRefusal.SpecialistAway);

        await clinic.InAsync<HoursKeeper>(keeper => keeper.CloseAsync(Saturday, Actor.System, default));

        Assert.Empty(await OfferedAsync(Saturday));
        await clinic.BookAsync(At(Saturday, 10).AddMinutes(45), expect: DiaryRefusal.ClinicClosed);
    }

    [Fact]
    public async Task Who_works_on_single_dates_only_is_offered_on_those_and_on_no_other()
    {
        await clinic.WorkAsync(clinic.Bruno);
        await AddAsync(await clinic.SignedInAsync(clinic.Bruno), "/Hours", Saturday, "10:00", "10:45");

        (await (await clinic.SignedInAsync(clinic.Ana)).OpenAsync("/Appointments/Choose")).Shows("Bruno Herrera");
        Assert.Equal(["10:00"], await OfferedAsync(Saturday));
        await clinic.BookAsync(At(Monday, 10), expect: DiaryRefusal.OutsideHours);
        clinic.Clock.Advance(TimeSpan.FromDays(6));
        Assert.DoesNotContain("Bruno Herrera", (await (await clinic.SignedInAsync(clinic.Ana)).OpenAsync("/Appointments/Choose")).Text);
    }

    [Theory]
    [InlineData("2027-01-10", "10:00", "11:00", "Extra_Date")]
    [InlineData("", "10:00", "11:00", "Extra_Date")]
    [InlineData("2027-01-16", "", "11:00", "Extra_From")]
    [InlineData("2027-01-16", "10:00", "", "Extra_To")]
    [InlineData("2027-01-16", "11:00", "10:00", "Extra_To")]
    [InlineData("2027-01-16", "10:00", "10:00", "Extra_To")]
    [InlineData("2027-01-16", "10:01", "11:00", "Extra_To")]
    [InlineData("2027-01-16", "=1+1", "11:00", "Extra_From")]
    [InlineData("9999-99-99", "10:00", "11:00", "Extra_Date")]
    public async Task Bad_extra_hours_are_refused_beside_the_field_and_nothing_is_written(string date, string from, string to, string field)
    {
        var form = await (await clinic.SignedInAsync(clinic.Bruno)).OpenAsync("/Hours");

        var refused = await form.SubmitAsync("Extra.Date", ("Extra.Date", date), ("Extra.From", from), ("Extra.To", to));

        refused.Is(HttpStatusCode.BadRequest);
        Assert.True(refused.Has($"#{field}-error"));
        Assert.Equal("9:00-14:00", refused.Document.GetElementById("Input_Days_0_")!.GetAttribute("value"));
        Assert.Empty(await ExtraAsync());
        Assert.Empty(await RecordAsync());
    }

    [Fact]
    public async Task Nobody_removes_the_extra_hours_of_others_nor_a_span_of_the_week_by_its_number()
    {
        await clinic.WorkAsync(clinic.Elena, "Monday 9:00-14:00");
        await clinic.InAsync<HoursKeeper>(keeper => keeper.AddExtraAsync(clinic.Elena.Id, Saturday, new(new(10, 0), new(11, 0)), Actor.System, default));
        await clinic.InAsync<HoursKeeper>(keeper => keeper.AddExtraAsync(clinic.Bruno.Id, Saturday, new(new(10, 0), new(11, 0)), Actor.System, default));
        var ids = await clinic.InAsync<ClinicDb, List<long>>(db => db.Set<WorkingHours>().Where(h => h.SpecialistId == clinic.Elena.Id || h.Date == null).Select(h => h.Id).ToListAsync());
        var bruno = await clinic.SignedInAsync(clinic.Bruno);

        foreach (var id in ids)
            await (await bruno.OpenAsync("/Hours")).SubmitAsync("extra", ("extra", $"{id}"));

        Assert.Equal(3, ids.Count);
        Assert.Equal(ids.Order(), (await clinic.InAsync<ClinicDb, List<long>>(db => db.Set<WorkingHours>().Where(h => ids.Contains(h.Id)).Select(h => h.Id).ToListAsync())).Order());
        var form = await bruno.OpenAsync("/Hours");
        (await form.SubmitElsewhereAsync("Extra.Date", $"/Hours/{clinic.Elena.Id}?handler=Extra", ("Extra.Date", $"{Saturday:O}"), ("Extra.From", "12:00"), ("Extra.To", "13:00"))).Is(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Many_presses_at_once_add_them_once_and_nobody_sees_an_error()
    {
        var form = await (await clinic.SignedInAsync(clinic.Bruno)).OpenAsync("/Hours");

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ =>
            form.SubmitOnceAsync("Extra.Date", ("Extra.Date", $"{Saturday:O}"), ("Extra.From", "10:00"), ("Extra.To", "11:00"))));

        Assert.All(answers, a => Assert.InRange((int)a.StatusCode, 301, 303));
        Assert.Single(await ExtraAsync());
    }

    [Theory]
    [InlineData("Europe/Madrid")]
    [InlineData("Atlantic/Canary")]
    public void On_the_days_on_which_the_clocks_change_they_are_what_the_hours_of_a_week_are(string zone)
    {
        var time = new ClinicTime(Options.Create(new ClinicOptions { TimeZone = zone }), TimeProvider.System);
        foreach (var day in ChangeDay.Autumn.Concat(ChangeDay.Spring).Select(DateOnly.Parse))
        {
            var terms = new OfferedTerms(15, 0, 0, 3650);
            var weekly = Specialists.WorkingAllWeek(terms, "0:00-0:00");
            var extra = Specialists.Working(terms);
            extra.WorkExtra(WorkingHours.Extra(day, LocalSpan.WholeDay));
            var now = time.DayOf(day).From.AddDays(-2);

            var expected = new FreeSlots(new(weekly, new HashSet<DateOnly>(), time), new([], TimeSpan.Zero, time), new([], TimeSpan.Zero, time), time, now).On(day).ToList();
            Assert.Equal(expected, new FreeSlots(new(extra, new HashSet<DateOnly>(), time), new([], TimeSpan.Zero, time), new([], TimeSpan.Zero, time), time, now).On(day));
            Assert.InRange(expected.Count, 92, 96);
        }
    }

    private static async Task<Page> AddAsync(Visitor visitor, string address, DateOnly date, string from, string to)
        => await (await visitor.OpenAsync(address)).SubmitAsync("Extra.Date", ("Extra.Date", $"{date:O}"), ("Extra.From", from), ("Extra.To", to));

    private Task<List<string>> OfferedAsync(DateOnly day) => clinic.InAsync<FreeHours, List<string>>(async free =>
        [.. (await free.ListAsync(s => s.Id == clinic.Bruno.Id, day, day, clinic.Ana.Id, default)).Select(h => h.StartsAt.AddHours(1).ToString("H:mm"))]);

    private Task<List<WorkingHours>> ExtraAsync() => clinic.InAsync<ClinicDb, List<WorkingHours>>(db => db.Set<WorkingHours>().AsNoTracking().Where(h => h.Date != null).ToListAsync());

    private Task<List<(AuditKind, string?)>> RecordAsync() => clinic.InAsync<ClinicDb, List<(AuditKind, string?)>>(async db =>
        [.. (await db.AuditEvents.Where(e => e.Kind == AuditKind.ExtraHoursAdded || e.Kind == AuditKind.ExtraHoursRemoved).OrderBy(e => e.Id).ToListAsync()).Select(e => (e.Kind, e.Reason))]);

    private static DateTime At(DateOnly day, int hour) => day.ToDateTime(new(hour - 1, 0), DateTimeKind.Utc);
}

public sealed class ExtraHoursStories_on_Sqlite(SqliteClinic clinic) : ExtraHoursStories(clinic), IClassFixture<SqliteClinic>;

[Trait("Needs", "PostgreSql")]
public sealed class ExtraHoursStories_on_PostgreSql(PostgresClinic clinic) : ExtraHoursStories(clinic), IClassFixture<PostgresClinic>;
