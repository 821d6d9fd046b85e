using System.Data.Common;
using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.Clinic;
using ClinicaMV.Data;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace ClinicaMV.Tests.Appointments;

/// <summary>What the database is asked for free hours.</summary>
public sealed class FreeHoursTests(SqliteClinic clinic) : IClassFixture<SqliteClinic>
{
    private const int Appointments = 20_000;

    [Theory]
    [InlineData(1)]
    [InlineData(30)]
    public async Task Three_queries_do_for_any_number_of_days_and_none_reads_all_appointments(int days)
    {
        await clinic.WorkAsync(clinic.Bruno, "Monday 9:00-14:00", "Friday 9:00-14:00");
        await clinic.WorkAsync(clinic.Elena, "Monday 9:00-14:00");
        await FillAsync();
        var commands = new Commands();
        await using var db = new SqliteClinicDb(new DbContextOptionsBuilder<SqliteClinicDb>()
            .UseSqlite($"Data Source={Path.Combine(clinic.Folder, "clinica.db")};Pooling=False")
            .UseApplicationServiceProvider(TestModel.Services).AddInterceptors(commands).Options, new SingleWriter());
        var time = clinic.Services.GetService(typeof(ClinicTime)) as ClinicTime;
        var from = time!.Today;

        var free = await new FreeHours(db, time).ListAsync(s => true, from, from.AddDays(days - 1), clinic.Ana.Id, default);

        Assert.Equal(days > 1, free.Any(h => h.Specialist.Id == clinic.Elena.Id && h.StartsAt > clinic.Now.AddDays(1)));
        Assert.Equal(3, commands.Asked.Count);
        var plan = await PlanAsync(db, commands.Asked.Single(c => c.Text.Contains("\"Appointments\"")));
        Assert.Contains(plan, step => step.Contains("IX_Appointments_SpecialistId_StartsAt (SpecialistId=? AND StartsAt>? AND StartsAt<?)"));
        Assert.Contains(plan, step => step.Contains("IX_Appointments_PatientId_StartsAt (PatientId=? AND StartsAt>? AND StartsAt<?)"));
        Assert.DoesNotContain(plan, step => step.StartsWith("SCAN a", StringComparison.Ordinal));
    }

    // Ten years of a clinic, none of them in the hours that are asked for; with what SQLite knows of the indexes.
    private Task FillAsync() => clinic.InAsync<ClinicDb>(async db =>
    {
        if (await db.Appointments.AnyAsync())
            return;

        await db.Database.ExecuteSqlAsync(
            $"""
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {Appointments})
            INSERT INTO "Appointments" ("PublicId", "PatientId", "SpecialistId", "StartsAt", "EndsAt", "Modality", "Status", "Version", "BookedAt", "Visit_RoomRef")
            SELECT 'p' || i, iif(i % 2, {clinic.Ana.Id}, {clinic.Carla.Id}), iif(i % 2, {clinic.Bruno.Id}, {clinic.Elena.Id}),
                datetime('2016-11-01', (i * 4) || ' hours'), datetime('2016-11-01', (i * 4 + 1) || ' hours'), 'Video', 'Booked', 0, '2016-01-01', x'00' FROM n
            """);
        await db.Database.ExecuteSqlRawAsync("ANALYZE");
    });

    private static async Task<List<string>> PlanAsync(ClinicDb db, Asked asked)
    {
        await db.Database.OpenConnectionAsync();
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = "EXPLAIN QUERY PLAN " + asked.Text;
        foreach (var (name, value) in asked.Values)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }

        await using var reader = await command.ExecuteReaderAsync();
        var steps = new List<string>();
        while (await reader.ReadAsync())
            steps.Add(reader.GetString(3));
        return steps;
    }

    private sealed record Asked(string Text, IReadOnlyList<(string Name, object? Value)> Values);

    private sealed class Commands : DbCommandInterceptor
    {
        public List<Asked> Asked { get; } = [];

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancel = default)
        {
            Asked.Add(new(command.CommandText, [.. command.Parameters.Cast<DbParameter>().Select(p => (p.ParameterName, p.Value))]));
            return new(result);
        }
    }
}

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
        await clinic.InAsync<HoursKeeper>(keeper => keeper.AddAbsenceAsync(clinic.Bruno.Id, new() { From = Monday.AddDays(1), To = Monday.AddDays(1) }, ClinicaMV.Auditing.Actor.System, default));
        Assert.Equal((clinic.Bruno.Id, "09:00"), await FirstAsync());
        Assert.Null(await clinic.InAsync<FreeHours, FreeHour?>(free => free.FirstOfSpecialityAsync("Cardiología", clinic.Ana.Id, default)));
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
