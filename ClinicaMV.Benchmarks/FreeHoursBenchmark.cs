using ClinicaMV.Appointments;
using ClinicaMV.Data;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Benchmarks;

/// <summary>The free hours of one specialist for thirty days, and the hourly job, in a clinic that has grown.</summary>
internal static class FreeHoursBenchmark
{
    private const int Days = 30;
    private const int Limit = 20;

    private static readonly int[] Sizes = [100_000, 1_000_000];

    public static async Task RunAsync()
    {
        await Clinics.InAsync<SqliteClinic>(clinic => MeasureAsync(clinic, "SQLite"));
        await Clinics.InAsync<PostgresClinic>(clinic => MeasureAsync(clinic, "PostgreSQL"));
    }

    private static async Task MeasureAsync(TestClinic clinic, string database)
    {
        var there = 0;
        foreach (var size in Sizes)
        {
            await clinic.InAsync<DemoFill>(fill => fill.AddAppointmentsAsync(size - there, default));
            there = size;
            var some = await clinic.InAsync<ClinicDb, List<Appointment>>(db => db.Appointments.AsNoTracking()
                .Where(a => a.StartsAt > clinic.Now).OrderBy(a => a.PublicId).Take(1_000).ToListAsync());
            var where = FormattableString.Invariant($"{database}, {size:N0} appointments");
            var timings = await Timings.OfAsync(() => FreeHoursAsync(clinic, Any(some)), () => OneRowAsync(clinic, Any(some)));
            Scoreboard.Record("free-hours", where, $"the free hours of one specialist for {Days} days under {Limit} ms (p95), however many appointments there are",
                $"{timings}: p95 under {Limit} ms {(timings.P95 < Limit ? "holds" : "does not hold")}");
            Scoreboard.Record("clashes", where, "what is booked where its specialist does not work, looked for among all that is booked with them",
                $"{await Timings.OfAsync(() => clinic.InAsync<Clashes>(clashes => clashes.OfAsync(Any(some).SpecialistId, 1, default)), () => OneRowAsync(clinic, Any(some)))}");
            Scoreboard.Record("mark-forgotten", where, "the hourly job does not read what is marked",
                $"{await Timings.OfAsync(() => clinic.InAsync<MarkForgotten>(job => job.RunAsync(default)), () => OneRowAsync(clinic, Any(some)))}");
        }
    }

    private static Task FreeHoursAsync(TestClinic clinic, Appointment some) => clinic.InAsync<FreeHours>(free =>
    {
        var today = DateOnly.FromDateTime(clinic.Now);
        return free.ListAsync(s => s.Id == some.SpecialistId, today, today.AddDays(Days - 1), some.PatientId, default);
    });

    private static Task OneRowAsync(TestClinic clinic, Appointment some)
        => clinic.InAsync<ClinicDb>(db => db.Appointments.AsNoTracking().SingleAsync(a => a.PublicId == some.PublicId));

    private static Appointment Any(List<Appointment> some) => some[Random.Shared.Next(some.Count)];
}
