using System.Globalization;
using ClinicaMV.Data;
using ClinicaMV.Mail;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Tests.Mail;

namespace ClinicaMV.Benchmarks;

/// <summary>A pile of due mail to a real SMTP server: beside a bare loop, over a long way, and in a table that has grown.</summary>
internal static class MailBenchmark
{
    private const int Mails = 10_000;
    private const int MailsFarAway = 2_000;
    private const int Loop = 2_000;
    private const int Piles = 3;
    private const int Sent = 1_000_000;

    // Over one connection five journeys a mail: 12 a second.
    private static readonly TimeSpan FarAway = TimeSpan.FromMilliseconds(20);

    public static async Task RunAsync()
    {
        await MeasureAsync<SqliteClinic>("SQLite", SendAsync);
        await MeasureAsync<PostgresClinic>("PostgreSQL", SendAsync);
    }

    public static async Task GrowAsync()
    {
        await MeasureAsync<SqliteClinic>("SQLite", GrowthAsync);
        await MeasureAsync<PostgresClinic>("PostgreSQL", GrowthAsync);
    }

    private static async Task SendAsync(TestClinic clinic, MailSpeed speed, SmtpServer smtp, string database)
    {
        await RateAsync(speed, database);
        await FarAwayAsync(speed, smtp, database);
    }

    private static async Task MeasureAsync<TClinic>(string database, Func<TestClinic, MailSpeed, SmtpServer, string, Task> measure) where TClinic : TestClinic, new()
    {
        await using var smtp = new SmtpServer();
        var clinic = new TClinic();
        clinic.SendsTo(smtp);
        await Clinics.InAsync(clinic, _ => measure(clinic, new(clinic, smtp), smtp, database));
    }

    private static async Task RateAsync(MailSpeed speed, string database)
    {
        // Once for nothing: what is compiled and opened at the first use is not what is measured.
        await PileAsync(speed);
        var piles = new List<Pile>();
        for (var pile = 0; pile < Piles; pile++)
            piles.Add(await PileAsync(speed));
        var (ours, bare, work, grown) = piles.OrderBy(p => p.Ratio).ElementAt(Piles / 2);
        Scoreboard.Record("mail-rate", database, $"{Mails:N0} due mails go out at 80 % of a bare MailKit loop over one kept connection, or faster; memory flat",
            string.Create(CultureInfo.InvariantCulture, $"{ours.Rate:0} a second, {ours.Rate / bare:0.00} of the bare loop ({bare:0} a second), of {Piles} piles {string.Join(", ", piles.Select(p => p.Ratio.ToString("0.00", CultureInfo.InvariantCulture)))}; {ours.Work:0.00} ms of processor time a mail, the bare loop {work:0.00}; {grown:N0} bytes a mail stay, which the test's own server keeps"));
    }

    private static async Task<Pile> PileAsync(MailSpeed speed)
    {
        await speed.OweAsync(Mails);
        var before = await speed.BareLoopAsync(Loop);
        var heap = GC.GetTotalMemory(forceFullCollection: true);
        var ours = await speed.SendAsync();
        var grown = (GC.GetTotalMemory(forceFullCollection: true) - heap) / Mails;
        var after = await speed.BareLoopAsync(Loop);
        return new(ours, (before.Rate + after.Rate) / 2, (before.Work + after.Work) / 2, grown);
    }

    private static async Task FarAwayAsync(MailSpeed speed, SmtpServer smtp, string database)
    {
        await speed.OweAsync(MailsFarAway);
        smtp.Faults.Delay = FarAway;
        smtp.Faults.Next(SmtpFault.Slow, int.MaxValue);
        var (rate, _) = await speed.SendAsync();
        smtp.Faults.Clear();
        Scoreboard.Record("mail-far", database, "to a server whose every answer takes 20 ms, at least 50 a second over four connections",
            string.Create(CultureInfo.InvariantCulture, $"{rate:0} a second"));
    }

    private static async Task GrowthAsync(TestClinic clinic, MailSpeed speed, SmtpServer smtp, string database)
    {
        await speed.OweAsync(1);
        var few = await Timings.OfAsync(ClaimAsync, () => Task.CompletedTask);
        await speed.AddSentAsync(Sent);
        var many = await Timings.OfAsync(ClaimAsync, () => Task.CompletedTask);
        Scoreboard.Record("mail-growth", database, $"{Sent:N0} sent mails do not slow the claim",
            string.Create(CultureInfo.InvariantCulture, $"p50 {few.P50:0.00} ms without them, {many.P50:0.00} ms with them"));

        // The lease of the one mail begins and ends at once, so that each claim finds it.
        Task ClaimAsync() => clinic.InAsync<ClinicDb>(db => db.ClaimMailAsync("bench", 250, clinic.Now, clinic.Now, default));
    }

    /// <summary>One pile, sent between two bare loops.</summary>
    private sealed record Pile(Speed Ours, double Bare, double BareWork, long Grown)
    {
        public double Ratio => Ours.Rate / Bare;
    }
}
