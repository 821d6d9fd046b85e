using System.Globalization;
using ClinicaMV.Accounts;
using ClinicaMV.Data;
using ClinicaMV.Tests.Auditing;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Tests.People;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Benchmarks;

/// <summary>
/// Pressing Enter and being handed a room, 32 specialists at once: each writes to the record in its own transaction. Beside them the
/// door alone, that is the gate, the record and the token, without the session, the page and whoever asks.
/// </summary>
internal sealed class JoinBenchmark
{
    private const int AtOnce = 32;
    private const int Requests = 3_200;
    private const int Turns = 8;
    private const int RequestsATurn = 1_280;

    private readonly TestClinic clinic;
    private readonly List<(ClinicUser Specialist, Visitor Visitor, Page Join, string Id)> visits = [];

    private JoinBenchmark(TestClinic clinic) => this.clinic = clinic;

    public static async Task RunAsync()
    {
        foreach (var database in Sizes.Databases)
            await InAsync(database == "SQLite" ? new SqliteClinic() : new PostgresClinic(), bench => bench.MeasureAsync(database));
    }

    /// <summary>The same press with the linking and without it, in turns.</summary>
    public static Task CompareAsync()
    {
        var clinic = new UnlinkingClinic();
        return InAsync(clinic, bench => bench.CompareAsync(clinic));
    }

    private static Task InAsync(TestClinic clinic, Func<JoinBenchmark, Task> measure)
    {
        Production.Prepare(clinic);
        return Clinics.InAsync(clinic, async _ =>
        {
            var bench = new JoinBenchmark(clinic);
            await bench.PrepareAsync();
            await measure(bench);
        });
    }

    private async Task PrepareAsync()
    {
        for (var i = 0; i < AtOnce; i++)
        {
            var (patient, specialist) = (await clinic.AddAsync(Roles.Patient, $"P {i}"), await clinic.AddAsync(Roles.Specialist, $"S {i}"));
            var id = (await clinic.BookAsync(clinic.Now.AddMinutes(5), patient: patient, specialist: specialist)).PublicId;
            var visitor = await Production.Visitor(clinic).SignInAsync(clinic, specialist);
            visits.Add((specialist, visitor, await visitor.OpenAsync($"/Visits/{id}/Join"), id));
        }
    }

    private async Task MeasureAsync(string database)
    {
        foreach (var (what, ask) in new Dictionary<string, Func<int, Task>> { ["join"] = EnterAsync, ["room"] = ShowRoomAsync, ["door"] = OpenRoomAsync })
        {
            await Load.WarmUpAsync(() => Load.OfAsync(AtOnce, Requests, ask));
            Scoreboard.Record($"record-{what}", database, $"{AtOnce} specialists at once, each {what} on record in the chain", $"{await Load.OfAsync(AtOnce, Requests, ask)}");
        }
    }

    private async Task CompareAsync(UnlinkingClinic unlinking)
    {
        var (linked, unlinked) = (0.0, 0.0);
        for (var turn = -1; turn < Turns; turn++)
        {
            unlinking.Links = true;
            var withIt = await Load.OfAsync(AtOnce, RequestsATurn, EnterAsync);
            unlinking.Links = false;
            var without = await Load.OfAsync(AtOnce, RequestsATurn, EnterAsync);
            if (turn >= 0)
                (linked, unlinked) = (linked + AtOnce * 1000 / withIt.Rate / Turns, unlinked + AtOnce * 1000 / without.Rate / Turns);
        }

        var apart = await clinic.InAsync<ClinicDb, int>(db => db.AuditEvents.Where(e => e.Seq < 0).ExecuteDeleteAsync());
        if (apart != (1 + Turns) * RequestsATurn || !(await clinic.VerifyAsync()).IsGreen)
            throw new InvalidOperationException($"{apart} lines were left out of the chain.");
        Scoreboard.Record("join-chain", "PostgreSQL", $"{AtOnce} at once: Join with the chain on costs at most 1.3 times Join with it off",
            string.Create(CultureInfo.InvariantCulture, $"{linked / unlinked:0.00} times ({linked:0.0} to {unlinked:0.0} ms, the mean of {Turns * RequestsATurn:N0} each)"));
    }

    private Task EnterAsync(int i) => Load.AnswerAsync(visits[i % AtOnce].Join.SubmitOnceAsync("Entrar"));

    private Task ShowRoomAsync(int i) => Load.AnswerAsync(visits[i % AtOnce].Visitor.SendAsync(HttpMethod.Get, $"/Visits/{visits[i % AtOnce].Id}/Room"));

    private Task OpenRoomAsync(int i) => PortalCrowd.OpenRoomAsync(clinic, visits[i % AtOnce].Specialist.Id, visits[i % AtOnce].Id);
}
