using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Tests.Appointments;

/// <summary>The same answers from both databases.</summary>
public abstract class FreeHoursStories(TestClinic clinic)
{
    private static readonly DateOnly Monday = new(2026, 12, 7);

    [Fact]
    public async Task The_first_free_hour_of_a_speciality_is_the_earliest_of_all_who_have_it()
    {
        clinic.Clock.SetUtcNow(new DateTimeOffset(2026, 12, 5, 9, 0, 0, TimeSpan.Zero));
        await clinic.WorkAsync(clinic.Bruno, "Monday 9:00-10:00", "Tuesday 8:00-9:00");
        await clinic.WorkAsync(clinic.Elena, "Monday 10:30-12:00");
        await clinic.InAsync<ClinicDb>(db => db.Specialists.ExecuteUpdateAsync(s => s.SetProperty(x => x.Speciality, "Nutrición")));

        Assert.Equal((clinic.Bruno.Id, "09:00"), await FirstAsync());
        await clinic.BookAsync(At(Monday, 9), patient: clinic.Carla, specialist: clinic.Bruno);
        Assert.Equal((clinic.Elena.Id, "10:30"), await FirstAsync());
        await clinic.InAsync<ClinicDb>(async db =>
        {
            db.ClosedDays.Add(new() { Day = Monday });
            await db.SaveChangesAsync();
        });
        Assert.Equal((clinic.Bruno.Id, "08:00"), await FirstAsync());
        await clinic.BookAsync(At(Monday.AddDays(1), 8), patient: clinic.Ana, specialist: clinic.Elena, expect: DiaryRefusal.OutsideHours);
        await clinic.InAsync<HoursKeeper>(keeper => keeper.AddAbsenceAsync(clinic.Bruno.Id, new() { From = Monday.AddDays(1), To = Monday.AddDays(1) }, Actor.System, default));
        Assert.Equal((clinic.Bruno.Id, "09:00"), await FirstAsync());
        Assert.Null(await clinic.InAsync<FreeHours, FreeHour?>(free => free.FirstOfSpecialityAsync("Cardiología", clinic.Ana.Id, default)));
    }

    [Theory]
    [InlineData(-1, "20:00", 240, "00:05")] // ends at midnight
    [InlineData(-1, "19:55", 240, "00:05")]
    [InlineData(1, "00:00", 15, "23:15")] // begins at midnight
    [InlineData(1, "00:05", 15, "23:15")]
    public async Task A_gap_is_kept_across_midnight_whether_hours_are_offered_or_booked(int other, string start, int minutes, string wished)
    {
        var day = DateOnly.FromDateTime(clinic.NewDay()).AddDays(2);
        await clinic.InAsync<ClinicDb>(async db =>
        {
            await db.ClosedDays.ExecuteDeleteAsync();
            await db.Set<Absence>().ExecuteDeleteAsync();
        });
        await clinic.InAsync<HoursKeeper>(keeper => keeper.SetAsync(
            clinic.Bruno.Id, Specialists.Week([.. Enum.GetNames<DayOfWeek>().SelectMany(d => new[] { $"{d} 0:05-2:00", $"{d} 23:15-0:00" })]), new(45, 15), Actor.System, default));
        var (wish, ana) = (At(day, wished), new Actor(clinic.Ana.Id, Roles.Patient));
        Assert.Contains(wish, await OfferedAsync());

        await clinic.InAsync<ClinicDb>(async db =>
        {
            var (carla, bruno) = (await db.Patients.SingleAsync(p => p.Id == clinic.Carla.Id), await db.Specialists.SingleAsync(s => s.Id == clinic.Bruno.Id));
            db.Appointments.Add(Appointment.Book(carla, bruno, new(At(day.AddDays(other), start), TimeSpan.FromMinutes(minutes), Modality.Video), clinic.Now));
            await db.SaveChangesAsync();
        });

        Assert.DoesNotContain(wish, await OfferedAsync());
        var refused = await clinic.InAsync<Diary, DiaryAnswer>(diary => diary.BookAsync(clinic.Ana.Id, clinic.Bruno.Id, new(wish, TimeSpan.FromMinutes(45), Modality.Video), ana, default));
        Assert.Equal(DiaryRefusal.HourTaken, refused.Refusal);

        Task<IEnumerable<DateTime>> OfferedAsync() => clinic.InAsync<FreeHours, IEnumerable<DateTime>>(async free
            => (await free.ListAsync(s => s.Id == clinic.Bruno.Id, day, day, clinic.Ana.Id, default)).Select(h => h.StartsAt));

        static DateTime At(DateOnly day, string local) => day.ToDateTime(TimeOnly.Parse(local), DateTimeKind.Utc).AddHours(-1);
    }

    private Task<(string, string)> FirstAsync() => clinic.InAsync<FreeHours, (string, string)>(async free =>
    {
        var first = await free.FirstOfSpecialityAsync("Nutrición", clinic.Ana.Id, default);
        return (first!.Specialist.Id, first.StartsAt.AddHours(1).ToString("HH:mm"));
    });

    private static DateTime At(DateOnly day, int hour) => day.ToDateTime(new(hour - 1, 0), DateTimeKind.Utc);
}

public sealed class FreeHoursStories_on_Sqlite(SqliteClinic clinic) : FreeHoursStories(clinic), IClassFixture<SqliteClinic>;

[Trait("Needs", "PostgreSql")]
public sealed class FreeHoursStories_on_PostgreSql(PostgresClinic clinic) : FreeHoursStories(clinic), IClassFixture<PostgresClinic>;
