using System.Diagnostics;
using System.Globalization;
using ClinicaMV.Data;
using ClinicaMV.Mail;
using ClinicaMV.Tests.Commands;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Tests.Mail;
using Hangfire;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Benchmarks;

/// <summary>Two processes send the mail of one database; one is killed in the middle of it.</summary>
internal static class InstancesBenchmark
{
    private const int Mails = 600;
    private const int BeforeTheKill = 100;

    private static readonly TimeSpan MostIdle = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public static Task RunAsync() => Clinics.InAsync<PostgresClinic>(MeasureAsync);

    private static async Task MeasureAsync(PostgresClinic clinic)
    {
        await using var smtp = new SmtpServer();
        await new MailSpeed(clinic, smtp).OweAsync(Mails);
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var owed = await clinic.InAsync<ClinicDb, int>(db => db.OutgoingMail.Where(m => m.Minutes > MailSpeed.Beyond)
            .ExecuteUpdateAsync(set => set.SetProperty(m => m.NextAt, now).SetProperty(m => m.DueAt, now)));
        smtp.Faults.Delay = TimeSpan.FromMilliseconds(50);
        smtp.Faults.Next(SmtpFault.Slow, int.MaxValue);
        using Installation one = At(clinic, smtp), other = At(clinic, smtp);
        await using ProgramRun killed = one.Start(), left = other.Start();
        await killed.ListeningAsync();
        await left.ListeningAsync();
        for (var i = 0; i < 4; i++)
            clinic.Services.GetRequiredService<IBackgroundJobClient>().Enqueue<SendOutgoingMail>(job => job.RunAsync(CancellationToken.None));
        await smtp.WaitForAsync(BeforeTheKill, Patience);

        await killed.KillAsync();
        var (since, at) = (Stopwatch.GetTimestamp(), TimeProvider.System.GetUtcNow().UtcDateTime);
        var resumed = await WaitAsync(() => clinic.InAsync<ClinicDb, bool>(async db => await db.Database.SqlQueryRaw<long>("SELECT count(*) AS \"Value\" FROM hangfire.jobqueue WHERE fetchedat < {0}", at).SingleAsync() == 0), since);
        var sent = await WaitAsync(() => clinic.InAsync<ClinicDb, bool>(async db => !await db.OutgoingMail.AnyAsync(m => m.Minutes > MailSpeed.Beyond && m.State != MailState.Sent)), since);

        var lost = owed - smtp.Received.Select(SentTwice.IdOf).Distinct().Count();
        var twice = await SentTwice.OfAsync(clinic, smtp);
        var figure = string.Create(CultureInfo.InvariantCulture, $"{owed} mails: jobs of the dead were taken up after {resumed.TotalSeconds:0} s, the last mail was out after {sent.TotalSeconds:0} s; {lost} lost, {twice}");
        Scoreboard.Record("instances-kill", "PostgreSQL", "one of two killed while it sends: jobs resume within 30 s, no mail lost, doubled only unheard and with the same Message-ID", figure);
        if (resumed > MostIdle || lost != 0 || twice.Mails != twice.Unheard)
            throw new InvalidOperationException(figure);
    }

    private static Installation At(TestClinic clinic, SmtpServer smtp)
        => Installation.ForDevelopment().With("Clinic:Demo", "false").On(clinic.Services.GetRequiredService<IOptions<DatabaseOptions>>().Value).SendingTo(smtp);

    private static async Task<TimeSpan> WaitAsync(Func<Task<bool>> isSo, long since)
    {
        while (!await isSo())
        {
            if (Stopwatch.GetElapsedTime(since) > Patience)
                throw new TimeoutException("It has not come to that.");
            await Task.Delay(500);
        }

        return Stopwatch.GetElapsedTime(since);
    }
}
