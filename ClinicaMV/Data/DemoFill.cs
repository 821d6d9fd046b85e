using System.Security.Cryptography;
using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.People;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Data;

/// <summary>
/// Years of a clinic to measure with, by people of its own who can never sign in. Each specialist has held eight appointments a day, on
/// every weekday for about ten years, and has the same before them; once a month they work on a Saturday, and leave earlier on another day;
/// nobody is anywhere twice.
/// </summary>
public sealed class DemoFill(ClinicDb db, ILookupNormalizer normalizer, TimeProvider clock)
{
    private const int AppointmentsPerSpecialist = 20_000;
    private const int AppointmentsPerPatient = 50;
    private const int FewestSpecialists = 3;
    private const int ADay = 8;
    private const int AuditEventsAtOnce = 10_000;
    private const int LinesPerAppointment = 10;
    private const int MonthsWithDates = 36;
    private const int MonthsAhead = 2;

    private static readonly OfferedTerms Terms = new();
    private static readonly TimeSpan Length = TimeSpan.FromMinutes(Terms.AppointmentMinutes);
    private static readonly TimeSpan Opening = TimeSpan.FromHours(8);

    public async Task AddAppointmentsAsync(int count, CancellationToken cancel)
    {
        var specialists = await AddPeopleAsync(Roles.Specialist, Math.Max(FewestSpecialists, count / AppointmentsPerSpecialist), cancel);
        var patients = await AddPeopleAsync(Roles.Patient, Math.Max(specialists.Count, count / AppointmentsPerPatient), cancel);
        await AddAppointmentsAsync(count, specialists, patients, Today.AddDays(Terms.BookableDays), cancel);
    }

    /// <summary>Years of people who are there already; all of it is over.</summary>
    public Task AddPastAsync(int count, IReadOnlyList<string> specialists, IReadOnlyList<string> patients, CancellationToken cancel)
        => AddAppointmentsAsync(count, specialists, patients, Today.AddDays(-1), cancel);

    private async Task AddAppointmentsAsync(int count, IReadOnlyList<string> specialists, IReadOnlyList<string> patients, DateOnly lastDay, CancellationToken cancel)
    {
        // As long as it takes.
        if (!db.Database.IsSqlite())
            db.Database.SetCommandTimeout(TimeSpan.Zero);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        var last = await db.Appointments.MaxAsync(a => (long?)a.Id, cancel) ?? 0;
        var rows = new BulkInsert(db, "Appointments",
            """ "PublicId", "PatientId", "SpecialistId", "StartsAt", "EndsAt", "Modality", "Status", "Version", "BookedAt", "Visit_RoomRef" """);
        var now = clock.GetUtcNow().UtcDateTime;
        var day = Weekday(lastDay);
        for (var i = 0; i < count; i++)
        {
            // All specialists have the same hours, so those of one hour take patients in a row, of whom no two are the same.
            var turn = i / specialists.Count;
            if (turn > 0 && i % (specialists.Count * ADay) == 0)
                day = Weekday(day.AddDays(-1));
            await rows.AddAsync(Row(rows, patients[i % patients.Count], specialists[i % specialists.Count], HourOf(day, turn % ADay), now), cancel);
        }

        await rows.FlushAsync(cancel);
        await OccupyAsync(last, cancel);
        await transaction.CommitAsync(cancel);
        await db.Database.ExecuteSqlRawAsync("ANALYZE", cancel);
    }

    public async Task AddAuditEventsAsync(int count, CancellationToken cancel)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        var rows = new BulkInsert(db, "AuditEvents", """ "At", "Kind", "Class", "Outcome", "ActorRole", "AppointmentId", "Seq", "Hash" """);
        var now = clock.GetUtcNow().UtcDateTime;
        var step = TimeSpan.FromDays(365) / Math.Max(count, 1);
        var appointment = "";
        foreach (var some in Enumerable.Range(0, count).Chunk(AuditEventsAtOnce))
        {
            AuditEvent[] lines = [.. some.Select(i => OpenedAt(now - (count - i) * step, appointment = i % LinesPerAppointment == 0 ? PublicId.New() : appointment))];
            await AuditChain.LinkAsync(db, lines, cancel);
            foreach (var e in lines)
                await rows.AddAsync($"{rows.Literal(e.At)}, '{e.Kind}', '{e.Class}', '{e.Outcome}', '{e.ActorRole}', '{e.AppointmentId}', {e.Seq}, {rows.Literal(e.Hash)}", cancel);
            await rows.FlushAsync(cancel);
        }

        await transaction.CommitAsync(cancel);
    }

    private DateOnly Today => DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);

    private static AuditEvent OpenedAt(DateTime at, string appointment) => new()
    {
        // Whole seconds, as they are written out.
        At = new(at.Ticks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, DateTimeKind.Utc), Kind = AuditKind.AppointmentOpened, Class = AuditClass.Access,
        Outcome = AuditOutcome.Allowed, ActorRole = Roles.Patient, AppointmentId = appointment,
    };

    private async Task<List<string>> AddPeopleAsync(string role, int count, CancellationToken cancel)
    {
        var people = new List<string>(count);
        for (var i = 1; i <= count; i++)
            people.Add(new NewPerson($"{role} {i}", $"{PublicId.New()}@fill.test", role, "es").AddTo(db, normalizer).Id);
        foreach (var specialist in db.Specialists.Local)
        {
            specialist.Offer(Terms);
            specialist.WorkAt([.. Weekdays.Select(day => new WorkingHours { Day = day, From = new(9, 0), To = new(19, 0) })]);
            AddDates(specialist);
        }

        await db.SaveChangesAsync(cancel);
        db.ChangeTracker.Clear();
        return people;
    }

    // They leave after the last appointment of the day.
    private void AddDates(Specialist specialist)
    {
        var today = Today;
        for (var month = -MonthsWithDates; month <= MonthsAhead; month++)
        {
            var saturday = today.AddMonths(month);
            while (saturday.DayOfWeek != DayOfWeek.Saturday)
                saturday = saturday.AddDays(1);
            specialist.WorkExtra(WorkingHours.Extra(saturday, new(new(10, 0), new(13, 0))));
            var day = saturday.AddDays(-3);
            specialist.BeAway(new() { From = day, To = day, FromHour = new(18, 30), ToHour = new(19, 0) });
        }
    }

    private static IEnumerable<DayOfWeek> Weekdays => Enum.GetValues<DayOfWeek>().Where(day => day is not (DayOfWeek.Saturday or DayOfWeek.Sunday));

    private static DateOnly Weekday(DateOnly day)
    {
        while (!Weekdays.Contains(day.DayOfWeek))
            day = day.AddDays(-1);
        return day;
    }

    // Of three hours two are taken.
    private static DateTime HourOf(DateOnly day, int turn) => day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc) + Opening + (turn + turn / 2) * Length;

    private static string Row(BulkInsert rows, string patient, string specialist, DateTime start, DateTime now)
    {
        var end = start + Length;
        var status = end > now ? AppointmentStatus.Booked : end.Day == 1 ? AppointmentStatus.NoShow : AppointmentStatus.Completed;
        return $"'{PublicId.New()}', '{patient}', '{specialist}', {rows.Literal(start)}, {rows.Literal(end)}, '{Modality.Video}', '{status}', 0, "
            + $"{rows.Literal(start.AddDays(-14))}, {rows.Literal(RandomNumberGenerator.GetBytes(10))}";
    }

    // Those that are over keep none: nobody can be booked into the past.
    private Task OccupyAsync(long last, CancellationToken cancel)
    {
        var marks = string.Join(", ", Enumerable.Range(0, Terms.AppointmentMinutes / BookedSlot.Minutes).Select(i => $"({i})"));
        var each = string.Join(" UNION ALL ", new[] { "PatientId", "SpecialistId" }.Select(person =>
            $"SELECT \"{person}\", {db.Dialect.EpochOf("StartsAt")} / {BookedSlot.Minutes * 60} + n.i, \"Id\" FROM \"Appointments\", n WHERE \"Id\" > {last} AND \"Status\" = 'Booked'"));
        var insert = $"WITH n(i) AS (VALUES {marks}) INSERT INTO \"BookedSlots\" (\"PersonId\", \"Mark\", \"AppointmentId\") {each}";
        return db.Database.ExecuteSqlRawAsync(insert, cancel);
    }
}
