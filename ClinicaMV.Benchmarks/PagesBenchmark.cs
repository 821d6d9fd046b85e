using System.Globalization;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Tests.Mail;
using Microsoft.AspNetCore.Builder;

namespace ClinicaMV.Benchmarks;

/// <summary>The ladder of what is possible here, and the portal beside it in the same run, on a real socket.</summary>
internal static class PagesBenchmark
{
    // What is compared is measured in turns: no machine is equally fast all the time. An odd number of them.
    private const int Turns = 3;
    private const double MostGrowth = 1.2;

    // What has grown does not cost less: then it is the machine that was measured.
    private const double LeastGrowth = 0.8;
    private const int Small = 1_000;

    // Of two pages that are open for 50 minutes, at the door and in the room, each of which is answered after 40 seconds (poll.js).
    private const int HeldQuestions = 2 * 50 * 60 / 40;

    private static readonly int[] Appointments = [100_000, 1_000_000];

    // What the two people of one visit ask for, from the morning's look to the page after it, and what the video server asks and tells meanwhile.
    private static readonly IReadOnlyDictionary<string, int> Visit = new Dictionary<string, int>
    {
        ["sign-in"] = 1, ["list"] = 8, ["join-page"] = 2, ["enter-and-room"] = 2, ["report"] = 4, ["reservation"] = 1, ["webhook"] = 7, ["mail"] = 4,
    };

    public static async Task RunAsync()
    {
        foreach (var database in Sizes.Databases)
            await InAsync(database, async clinic => await MeasureAsync(clinic, database, await PortalCrowd.OfAsync(clinic)));
    }

    public static async Task ClimbAsync()
    {
        foreach (var database in Sizes.Databases)
            await InAsync(database, clinic => MeasureAsync(clinic, database, crowd: null));
    }

    /// <summary>The same pages in a clinic that has grown: what a page costs must not grow with what is kept.</summary>
    public static async Task GrowAsync()
    {
        foreach (var database in Sizes.Databases)
            await InAsync(database, small => InAsync(database, grown => GrowAsync(small, grown, database)));
    }

    private static async Task InAsync(string database, Func<TestClinic, Task> measure)
    {
        TestClinic clinic = database == "SQLite" ? new ServedClinic() : new ServedPostgresClinic();
        await using var smtp = new SmtpServer();
        Production.Prepare(clinic);
        clinic.SendsTo(smtp);
        // Where the video server is, somebody answers, as on any other day: else Join would have more to say. What, and with which certificate, does not count.
        await using var video = WebApplication.CreateSlimBuilder(["--Logging:LogLevel:Default=None"]).Build();
        video.Urls.Add("http://127.0.0.1:0");
        await video.StartAsync();
        clinic.Configure("Jitsi:Domain", $"localhost:{new Uri(video.Urls.Single()).Port}");
        await Clinics.InAsync(clinic, measure);
    }

    private static async Task MeasureAsync(TestClinic clinic, string database, PortalCrowd? crowd)
    {
        await using var ladder = await Ladder.StartAsync(clinic, await clinic.BookAsync(clinic.Now.AddDays(2)), crowd);
        IReadOnlyList<Question> questions = crowd is null ? [] : [.. crowd.Questions, ladder.Door];
        var (rungs, asked) = (ladder.Rungs, questions.Where(IsAsked).ToList());
        var turns = await InTurnsAsync([.. rungs, .. asked]);
        foreach (var (rung, number) in rungs.Select((rung, i) => (rung.What, i + 1)))
            Scoreboard.Record($"ladder-{number}", database, $"what is possible: {rung}", string.Join("; ", Load.Crowds.Select(atOnce => Middle(turns, t => t[(rung, atOnce)].Rate)[(rung, atOnce)])));

        var visit = 0.0;
        foreach (var question in asked)
        {
            var pairs = Load.Crowds.Select(atOnce => PairOf(turns, question, atOnce)).ToList();
            visit += Visit.GetValueOrDefault(question.What) * pairs[1].Page.CpuPerRequest;
            Scoreboard.Record($"pages-{question.What}", database, $"{question.What}, beside the rung “{question.Rung}”{(question.Target.Length > 0 ? ": " : "")}{question.Target}", string.Create(CultureInfo.InvariantCulture,
                $"{string.Join("; ", pairs.Select(p => p.Page))}; {Shares("0.00", p => p.Page.Rate / p.Rung.Rate)} of its rate, {Shares("0.0", p => p.Page.P50 / p.Rung.P50)} times its p50{(question.Meets is { } meets ? $": {string.Join(", ", pairs.Select(p => meets(p.Page, p.Rung) ? "met" : "missed"))}" : "")}"));

            string Shares(string format, Func<(Load Page, Load Rung), double> share) => string.Join(", ", pairs.Select(p => share(p).ToString(format, CultureInfo.InvariantCulture)));
        }

        if (asked.Count == questions.Count && asked.Count > 0)
            RecordVisit(database, visit, await WaitingBenchmark.MeasureAsync(database));
    }

    private static void RecordVisit(string database, double pages, double held)
    {
        var visit = pages + HeldQuestions * held;
        Scoreboard.Record("visit", database, $"what a visit costs the portal, of the pages also who asks for them, at 8 at once: {string.Join(", ", Visit.Select(v => $"{v.Value} × {v.Key}"))}; {HeldQuestions} × a question that is held for 40 s (waiting-question)",
            string.Create(CultureInfo.InvariantCulture, $"{visit:0} ms CPU, {HeldQuestions * held:0} of them for the questions that are held: {TimeSpan.FromHours(1).TotalMilliseconds / visit:N0} visits per core and hour"));
    }

    private static async Task<IReadOnlyList<Dictionary<(string What, int AtOnce), Load>>> InTurnsAsync(IReadOnlyList<Question> questions)
    {
        foreach (var question in questions)
            await Load.WarmUpAsync(Load.Crowds[^1], question);
        var turns = new List<Dictionary<(string, int), Load>>();
        for (var turn = 0; turn < Turns; turn++)
        {
            var loads = new Dictionary<(string, int), Load>();
            foreach (var atOnce in Load.Crowds)
            {
                foreach (var question in questions)
                    loads[(question.What, atOnce)] = await Load.RunAsync(atOnce, question);
            }

            turns.Add(loads);
        }

        return turns;
    }

    /// <summary>Of the turn with the middle share.</summary>
    private static (Load Page, Load Rung) PairOf(IEnumerable<Dictionary<(string What, int AtOnce), Load>> turns, Question question, int atOnce)
    {
        var (page, rung) = ((question.What, atOnce), (question.Rung, atOnce));
        var middle = Middle(turns, t => t[page].Rate / t[rung].Rate);
        return (middle[page], middle[rung]);
    }

    private static T Middle<T>(IEnumerable<T> turns, Func<T, double> by) => turns.OrderBy(by).ElementAt(Turns / 2);

    // For whoever looks for what one of them spends its time on.
    private static bool IsAsked(Question question) => Environment.GetEnvironmentVariable("QUESTIONS") is not { } names || names.Split(',').Contains(question.What);

    // Both are kept open and asked in turns: what disturbs the machine disturbs both.
    private static async Task GrowAsync(TestClinic small, TestClinic grown, string database)
    {
        var (beside, crowd, appointments) = (await PortalCrowd.OfAsync(small), await PortalCrowd.OfAsync(grown), 0);
        await beside.GrowAsync(Small);
        foreach (var size in Appointments.Where(size => size <= Sizes.Asked("APPOINTMENTS", Appointments[^1])))
        {
            await crowd.GrowAsync(size - appointments);
            appointments = size;
            foreach (var (ofSmall, ofGrown) in Questions(beside).Zip(Questions(crowd)).Where(q => IsAsked(q.First)))
            {
                await Load.WarmUpAsync(8, ofSmall);
                await Load.WarmUpAsync(8, ofGrown);
                var turns = new List<(Load Small, Load Grown)>();
                for (var turn = 0; turn < Turns; turn++)
                    turns.Add((await Load.RunAsync(8, ofSmall), await Load.RunAsync(8, ofGrown)));
                RecordGrowth(ofGrown.What, string.Create(CultureInfo.InvariantCulture, $"{database}, {size:N0} appointments"), Middle(turns, Growth));
            }
        }

        static IEnumerable<Question> Questions(PortalCrowd crowd) => [.. crowd.Questions, crowd.OldList, .. crowd.Overviews];
    }

    private static double Growth((Load Small, Load Grown) turn) => turn.Grown.CpuPerRequest / turn.Small.CpuPerRequest;

    // An overview counts what lies in its weeks, all of which the lines of record fill: that may grow.
    private static void RecordGrowth(string what, string where, (Load Small, Load Grown) turn)
    {
        var times = Growth(turn);
        var (requirement, verdict) = what.StartsWith("admin-", StringComparison.Ordinal)
            ? ("for comparison: what an overview costs that counts the lines of its weeks", "")
            : ("cost grows by less than 1.2 times from 1,000 appointments, with ten times as many lines of record", times < LeastGrowth ? ", disturbed" : times < MostGrowth ? ", holds" : ", missed");
        Scoreboard.Record($"growth-{what}", where, requirement, string.Create(CultureInfo.InvariantCulture,
            $"CPU {turn.Small.CpuPerRequest:0.00} to {turn.Grown.CpuPerRequest:0.00} ms: {times:0.00} times{verdict}; p50 {turn.Small.P50:0.0} to {turn.Grown.P50:0.0} ms"));
    }
}
