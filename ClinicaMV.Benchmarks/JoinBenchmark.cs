using System.Diagnostics;
using System.Globalization;
using ClinicaMV.Accounts;
using ClinicaMV.Data;
using ClinicaMV.Tests.Auditing;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Tests.People;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Benchmarks;

/// <summary>Pressing Enter and being handed a room, 32 specialists at once, over HTTP: each writes to the record in its own transaction.</summary>
internal static class JoinBenchmark
{
    private const int AtOnce = 32;
    private const int RoundsEach = 100;
    private const int Turns = 8;
    private const int RoundsATurn = 40;

    public static async Task RunAsync()
    {
        await Clinics.InAsync<SqliteClinic>(clinic => MeasureAsync(clinic, "SQLite"));
        await Clinics.InAsync<PostgresClinic>(clinic => MeasureAsync(clinic, "PostgreSQL"));
    }

    /// <summary>The same press with the linking and without it, in turns.</summary>
    public static Task CompareAsync() => Clinics.InAsync(new UnlinkingClinic(), CompareAsync);

    private static async Task CompareAsync(UnlinkingClinic clinic)
    {
        var doors = await DoorsAsync(clinic);
        var (linked, unlinked) = (new List<double>(), new List<double>());
        for (var turn = -1; turn < Turns; turn++)
        {
            foreach (var (times, isLinked) in new[] { (linked, true), (unlinked, false) })
            {
                clinic.Links = isLinked;
                var run = await RunAsync(doors, turn < 0 ? RoundsEach : RoundsATurn, EnterAsync);
                if (turn >= 0)
                    times.AddRange(run.Times);
            }
        }

        var apart = await clinic.InAsync<ClinicDb, int>(db => db.AuditEvents.Where(e => e.Seq < 0).ExecuteDeleteAsync());
        if (apart != AtOnce * (RoundsEach + Turns * RoundsATurn) || !(await clinic.VerifyAsync()).IsGreen)
            throw new InvalidOperationException($"{apart} lines were left out of the chain.");
        Scoreboard.Record("join-chain", "PostgreSQL", $"{AtOnce} at once: Join with the chain on costs at most 1.3 times Join with it off",
            string.Create(CultureInfo.InvariantCulture, $"{linked.Average() / unlinked.Average():0.00} times ({linked.Average():0.0} to {unlinked.Average():0.0} ms, the mean of {linked.Count:N0} each)"));
    }

    private static async Task MeasureAsync(TestClinic clinic, string database)
    {
        var doors = await DoorsAsync(clinic);
        foreach (var (what, ask) in new Dictionary<string, Func<(Page Join, Visitor Specialist, string Room), Task<HttpResponseMessage>>>
        {
            ["join"] = EnterAsync,
            ["room"] = door => door.Specialist.SendAsync(HttpMethod.Get, door.Room),
        })
        {
            // The runtime compiles what runs often once more: what is measured comes after that.
            await RunAsync(doors, RoundsEach, ask);
            Record(database, what, await RunAsync(doors, RoundsEach, ask));
        }
    }

    private static Task<HttpResponseMessage> EnterAsync((Page Join, Visitor Specialist, string Room) door) => door.Join.SubmitOnceAsync("Entrar");

    private static async Task<List<(Page Join, Visitor Specialist, string Room)>> DoorsAsync(TestClinic clinic)
    {
        var doors = new List<(Page Join, Visitor Specialist, string Room)>();
        for (var i = 0; i < AtOnce; i++)
        {
            var (patient, specialist) = (await clinic.AddAsync(Roles.Patient, $"P {i}"), await clinic.AddAsync(Roles.Specialist, $"S {i}"));
            var appointment = await clinic.BookAsync(clinic.Now.AddMinutes(5), patient: patient, specialist: specialist);
            var visitor = await clinic.SignedInAsync(specialist);
            doors.Add((await visitor.OpenAsync($"/Visits/{appointment.PublicId}/Join"), visitor, $"/Visits/{appointment.PublicId}/Room"));
        }

        return doors;
    }

    private static async Task<(List<double> Times, double Rate, double Cpu)> RunAsync(List<(Page, Visitor, string)> doors, int rounds, Func<(Page Join, Visitor Specialist, string Room), Task<HttpResponseMessage>> ask)
    {
        var (times, cpu, from) = (new List<double>(), Process.GetCurrentProcess().TotalProcessorTime, Stopwatch.GetTimestamp());
        await Task.WhenAll(doors.Select(door => Task.Run(async () =>
        {
            for (var i = 0; i < rounds; i++)
            {
                var asked = Stopwatch.GetTimestamp();
                using var answer = await ask(door);
                if ((int)answer.StatusCode >= 400)
                    throw new InvalidOperationException($"{answer.StatusCode}");
                lock (times)
                    times.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
            }
        })));
        return ([.. times.Order()], times.Count / Stopwatch.GetElapsedTime(from).TotalSeconds, (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalMilliseconds / times.Count);
    }

    private static void Record(string database, string what, (List<double> Times, double Rate, double Cpu) run)
        => Scoreboard.Record($"record-{what}", database, $"{AtOnce} specialists at once, each {what} on record in the chain",
            string.Create(CultureInfo.InvariantCulture, $"{run.Rate:0} a second; p50 {run.Times[run.Times.Count / 2]:0.0} ms, p99 {run.Times[run.Times.Count * 99 / 100]:0.0} ms, {run.Cpu:0.00} ms CPU"));
}
