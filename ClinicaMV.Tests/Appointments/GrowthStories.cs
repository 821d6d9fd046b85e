using ClinicaMV.Appointments;
using ClinicaMV.Clinic;
using ClinicaMV.Data;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Tests.Appointments;

/// <summary>What the database is asked where the number of appointments could be felt, and by which index it answers.</summary>
public abstract class GrowthStories(TestClinic clinic) : IAsyncLifetime
{
    private const int Appointments = 8_000;
    private const int Fills = 5;

    private readonly AskedCommands commands = new();

    public Task InitializeAsync() => clinic.InAsync<ClinicDb>(async db =>
    {
        // Each brings its own specialists: with a few of them alone an index by time would do.
        for (var fill = await db.Appointments.CountAsync() / Appointments; fill < Fills; fill++)
            await clinic.InAsync<DemoFill>(demo => demo.AddAppointmentsAsync(Appointments, default));
    });

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData(1)]
    [InlineData(30)]
    public async Task Two_queries_do_for_any_number_of_days_and_none_reads_all_appointments(int days)
    {
        await using var db = Open(commands);
        var time = clinic.Services.GetRequiredService<ClinicTime>();
        var appointment = await db.Appointments.AsNoTracking().FirstAsync(a => a.StartsAt > clinic.Now);
        var asked = commands.Texts.Count;

        var free = await new FreeHours(db, time).ListAsync(s => s.Id == appointment.SpecialistId, time.Today, time.Today.AddDays(days - 1), appointment.PatientId, default);

        Assert.NotEmpty(free);
        Assert.Equal(2, commands.Texts.Count - asked);
        var plan = await commands.PlanOfAsync(db, "UNION ALL");
        Assert.Contains(plan, step => IsByPerson(step, "SpecialistId"));
        Assert.Contains(plan, step => IsByPerson(step, "PatientId"));
        Assert.DoesNotContain(plan, IsWholeTable);
        Scoreboard.Record("free-hours-plan", $"{(clinic is SqliteClinic ? "SQLite" : "PostgreSQL")}, {days} days", "free hours take two queries, and ask for appointments once, by index",
            $"{commands.Texts.Count - asked} commands, one of them for appointments and closed days: by specialist and time, by patient and time, by day");
    }

    [Fact]
    public async Task What_nobody_has_marked_is_found_without_reading_what_is_marked()
    {
        await using var db = Open(commands);

        await new MarkForgotten(db, null!, clinic.Clock).RunAsync(default);

        var plan = await commands.PlanOfAsync(db, "Appointments");
        Assert.Contains(plan, step => step.Contains("IX_Appointments_Status_EndsAt"));
        Assert.DoesNotContain(plan, IsSort);
        Assert.DoesNotContain(plan, IsWholeTable);
    }

    protected abstract ClinicDb Open(AskedCommands commands);

    protected abstract bool IsByPerson(string step, string person);

    protected abstract bool IsWholeTable(string step);

    // What the index has already in order may be sorted by key within the same instant.
    private static bool IsSort(string step) => step.Contains("Sort  (") && !step.Contains("Incremental Sort") || step.Contains("TEMP B-TREE");
}

public sealed class GrowthStories_on_Sqlite(SqliteClinic clinic) : GrowthStories(clinic), IClassFixture<SqliteClinic>
{
    protected override ClinicDb Open(AskedCommands commands) => new SqliteClinicDb(new DbContextOptionsBuilder<SqliteClinicDb>()
        .UseSqlite(clinic.Services.GetRequiredService<DataDirectory>().SqliteConnection)
        .UseApplicationServiceProvider(TestModel.Services).AddInterceptors(commands).Options);

    protected override bool IsByPerson(string step, string person)
        => step.Contains($"IX_Appointments_{person}_StartsAt ({person}=? AND StartsAt>? AND StartsAt<?)");

    protected override bool IsWholeTable(string step) => step.StartsWith("SCAN a", StringComparison.Ordinal) || step.Contains("INTEGER PRIMARY KEY");
}

[Trait("Needs", "PostgreSql")]
public sealed class GrowthStories_on_PostgreSql(PostgresClinic clinic) : GrowthStories(clinic), IClassFixture<PostgresClinic>
{
    protected override ClinicDb Open(AskedCommands commands) => new PostgresClinicDb(new DbContextOptionsBuilder<PostgresClinicDb>()
        .UseNpgsql(clinic.Services.GetRequiredService<IOptions<DatabaseOptions>>().Value.ConnectionString)
        .UseApplicationServiceProvider(TestModel.Services).AddInterceptors(commands).Options);

    // Either by person and time, or by the person's booked hours, which the constraint keeps.
    protected override bool IsByPerson(string step, string person)
        => step.Contains($"\"IX_Appointments_{person}_StartsAt\"") || step.Contains($"\"EX_Appointments_{person}\"");

    protected override bool IsWholeTable(string step) => step.Contains("Seq Scan on \"Appointments\"") || step.Contains("\"PK_Appointments\"");
}
