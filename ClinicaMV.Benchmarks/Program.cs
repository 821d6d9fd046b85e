using ClinicaMV.Benchmarks;
using ClinicaMV.Tests.Infrastructure;

if (args is [EventsServer.Name, var file])
{
    await EventsServer.RunAsync(file);
    return 0;
}

if (args is [StartBenchmark.Bare])
{
    await StartBenchmark.ServeAsync();
    return 0;
}

// What runs inside the clinics says its lines too; here only the table counts.
var console = Console.Out;
Console.SetOut(TextWriter.Null);

var all = new Dictionary<string, Func<Task>>
{
    ["rush"] = RushBenchmark.RunAsync,
    ["free-hours"] = FreeHoursBenchmark.RunAsync,
    ["mail"] = MailBenchmark.RunAsync,
    ["mail-growth"] = MailBenchmark.GrowAsync,
    ["kills"] = KillBenchmark.KillAsync,
    ["stops"] = KillBenchmark.StopAsync,
    ["smtp"] = FaultsBenchmark.SmtpAsync,
    ["starts"] = FaultsBenchmark.StartAsync,
    ["mixed"] = FaultsBenchmark.MixAsync,
    ["disk-full"] = FaultsBenchmark.DiskFullAsync,
    ["database-gone"] = FaultsBenchmark.DatabaseAsync,
    ["clock-jumps"] = FaultsBenchmark.ClockAsync,
    ["jobs"] = JobBenchmark.RunAsync,
    ["timing"] = TimingBenchmark.RunAsync,
    ["join"] = JoinBenchmark.RunAsync,
    ["join-chain"] = JoinBenchmark.CompareAsync,
    ["verify"] = RecordBenchmark.VerifyAsync,
    ["pruning"] = RecordBenchmark.PruneAsync,
    ["reservations"] = ReservationBenchmark.RunAsync,
    ["search"] = SearchBenchmark.RunAsync,
    ["guesses"] = GuessesBenchmark.RunAsync,
    ["foreign"] = ForeignBenchmark.RunAsync,
    ["waiting"] = WaitingBenchmark.RunAsync,
    ["waiting-otherwise"] = WaitingBenchmark.CompareAsync,
    ["ladder"] = PagesBenchmark.ClimbAsync,
    ["pages"] = PagesBenchmark.RunAsync,
    ["growth"] = PagesBenchmark.GrowAsync,
    ["instances"] = InstancesBenchmark.RunAsync,
    ["soak"] = SoakBenchmark.RunAsync,
    ["start"] = StartBenchmark.RunAsync,
};
string[] faults = ["kills", "stops", "smtp", "starts", "disk-full", "database-gone", "clock-jumps", "jobs", "instances"];
string[] asked = [.. args.SelectMany(name => name == "faults" ? faults : [name])];
if (asked.Except(all.Keys).FirstOrDefault() is { } unknown)
{
    Console.Error.WriteLine($"There is no “{unknown}”; there are {string.Join(", ", all.Keys)}, and faults for those of them that take something away.");
    return 1;
}

if (Sizes.Fault is { } fault)
{
    Console.Error.WriteLine(fault);
    return 1;
}

foreach (var (name, run) in all.Where(b => asked.Length == 0 || asked.Contains(b.Key)))
{
    console.WriteLine($"{DateTime.Now:HH:mm:ss} {name}");
    await run();
}

console.WriteLine(Scoreboard.ToMarkdown());
Scoreboard.Publish();
return 0;
