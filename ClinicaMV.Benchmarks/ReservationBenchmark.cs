using ClinicaMV.Data;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Tests.Jitsi;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Benchmarks;

/// <summary>The video server asks for rooms in a clinic that has grown: one that may exist, and one whose name is forged.</summary>
internal static class ReservationBenchmark
{
    private const int Appointments = 100_000;

    public static async Task RunAsync()
    {
        await Clinics.InAsync<SqliteWithServer>(clinic => MeasureAsync(clinic, "SQLite"));
        await Clinics.InAsync<PostgresWithServer>(clinic => MeasureAsync(clinic, "PostgreSQL"));
    }

    private static async Task MeasureAsync(TestClinic clinic, string database)
    {
        var appointment = await clinic.BookAsync(clinic.NewDay().AddMinutes(5));
        await clinic.InAsync<DemoFill>(fill => fill.AddAppointmentsAsync(Appointments, default));
        var server = new VideoServer(clinic);
        var (room, _) = await server.EnterAsync(appointment, clinic.Bruno);
        await RecordAsync($"a room that may exist: gate, record and answer{(database == "SQLite" ? " under 5 ms (p95)" : "")}", room);
        await RecordAsync("a forged name: no query", ForgedNames.Of(room, 9).Last());

        async Task RecordAsync(string requirement, string name)
            => Scoreboard.Record("reservations", $"{database}, {requirement.Split(':')[0]}", requirement,
                $"{await Timings.OfAsync(() => AskAsync(server, name), () => clinic.InAsync<ClinicDb>(db => db.Appointments.AsNoTracking().SingleAsync(a => a.Id == appointment.Id)))}");
    }

    private static async Task AskAsync(VideoServer server, string name)
    {
        using var answer = await server.AskAsync(name);
        if ((int)answer.StatusCode is not (200 or 403))
            throw new InvalidOperationException($"{answer.StatusCode}");
    }
}
