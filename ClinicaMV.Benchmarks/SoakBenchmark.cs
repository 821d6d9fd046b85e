using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Jobs;
using ClinicaMV.Mail;
using ClinicaMV.Tests.Auditing;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Tests.Operating;
using ClinicaMV.Tests.People;
using ClinicaMV.Tests.Visits;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using MimeKit;

namespace ClinicaMV.Benchmarks;

/// <summary>
/// A day of a clinic on PostgreSQL with two instances: 20 specialists with ten visits each, in a few minutes (SOAK_MINUTES, else 20).
/// Each instance is started again once, and so is the database.
/// </summary>
internal sealed class SoakBenchmark(PostgresClinic clinic, SmtpServer smtp)
{
    private const int Specialists = 20;
    private const int VisitsEach = 10;

    private static readonly TimeSpan Day = TimeSpan.FromHours(11);
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(6);
    private static readonly Uri Outside = new("http://localhost/");

    private readonly ConcurrentBag<string> rooms = [];
    private readonly ConcurrentQueue<string> errors = new();
    private readonly TwoInstances instances = new(clinic, smtp);
    private int strangersIn;
    private int asked;
    private int whileAway;
    private volatile bool databaseIsAway;

    public static async Task RunAsync()
    {
        await using var smtp = new SmtpServer();
        var clinic = new PostgresClinic();
        TwoInstances.SendTo(smtp, clinic, clinic.Folder);
        await Clinics.InAsync(clinic, _ => new SoakBenchmark(clinic, smtp).LiveAsync(TimeSpan.FromMinutes(
            double.Parse(Environment.GetEnvironmentVariable("SOAK_MINUTES") ?? "20", CultureInfo.InvariantCulture))));
    }

    private async Task LiveAsync(TimeSpan length)
    {
        var visits = await BookAsync();
        await using var running = instances.Start();
        var from = Stopwatch.GetTimestamp();

        var people = Task.WhenAll(visits.Select((_, i) => Task.Run(() => MeetAsync(visits[i], visits[(i + 1) % visits.Count]))));
        var jobs = Task.Run(() => DoJobsAsync(people));
        List<(double Day, Func<Task> Do)> plan =
        [
            (0.20, () => instances.RestartAsync(0)), (0.40, () => instances.RestartAsync(1)), (0.60, RestartDatabaseAsync),
        ];
        var (start, heap, steps) = (clinic.Now, new List<long>(), (int)(Day / Step));
        for (var step = 1; step <= steps; step++)
        {
            clinic.Clock.Advance(Step);
            if (plan is [var next, ..] && step >= next.Day * steps)
            {
                plan.RemoveAt(0);
                await next.Do();
            }

            if (step % (steps / 4) == 0)
                heap.Add(GC.GetTotalMemory(forceFullCollection: true) / 1024 / 1024);
            var ahead = step * (length / steps) - Stopwatch.GetElapsedTime(from);
            if (ahead > TimeSpan.Zero)
                await Task.Delay(ahead);
        }

        await people;
        await jobs;
        var day = clinic.Now - start;
        clinic.Clock.Advance(TimeSpan.FromHours(1)); // mail whose sender could not write down that it was taken goes out again
        await DeliverAsync();
        await ReportAsync(visits.Count, day, Stopwatch.GetElapsedTime(from), heap);
    }

    private async Task<List<Meeting>> BookAsync()
    {
        List<Meeting> visits = [];
        for (var s = 0; s < Specialists; s++)
        {
            var specialist = await clinic.AddAsync(Roles.Specialist, $"Specialist {s}");
            for (var v = 0; v < VisitsEach; v++)
            {
                var patient = await clinic.AddAsync(Roles.Patient, $"Patient {s}-{v}");
                visits.Add(new(await clinic.BookAsync(clinic.Now.AddHours(v + 0.5).AddMinutes(5 * (s % 10)), patient: patient, specialist: specialist), patient.Email!, specialist.Email!));
            }
        }

        return [.. visits.OrderBy(v => v.Visit.StartsAt)];
    }

    // Who has the next visit tries to look in.
    private async Task MeetAsync(Meeting meeting, Meeting other)
    {
        var visit = meeting.Visit;
        await UntilAsync(visit.StartsAt.AddMinutes(-9));
        var patient = await SignInAsync(meeting.Patient);
        await EnterAsync(patient, visit);
        await UntilAsync(visit.StartsAt.AddMinutes(-3));
        var specialist = await SignInAsync(meeting.Specialist);
        await EnterAsync(specialist, visit);
        var room = RoomOf(await AgainAsync(() => specialist.OpenAsync(Of(visit, "Room"))));
        if (room is null || room != RoomOf(await AgainAsync(() => patient.OpenAsync(Of(visit, "Room")))))
            errors.Enqueue($"{visit.PublicId}: not the same room for both");
        rooms.Add(room ?? "");

        var stranger = await SignInAsync(other.Patient);
        if (RoomOf(await AgainAsync(() => stranger.OpenAsync(Of(visit, "Room")), HttpStatusCode.NotFound)) is not null)
            Interlocked.Increment(ref strangersIn);

        for (var minute = 0; minute < 40; minute += 2)
        {
            await UntilAsync(visit.StartsAt.AddMinutes(minute));
            await AgainAsync(() => patient.OpenAsync(Of(visit, "Status")));
            await AgainAsync(() => specialist.OpenAsync(Of(visit, "Status")));
        }

        await AgainAsync(async () => await (await specialist.OpenAsync(Of(visit, "Room"))).SubmitAsync("Sí, terminar la consulta"));
        (await AgainAsync(() => patient.OpenAsync(Of(visit, "Room")))).IsAt(Of(visit, "Ended"));
    }

    private async Task<Visitor> SignInAsync(string email)
    {
        var visitor = new Visitor(Outside, instances.Proxy);
        await AgainAsync(() => visitor.SignInAsync(email, TestClinic.Password));
        return visitor;
    }

    private Task EnterAsync(Visitor visitor, Appointment visit) => AgainAsync(() => visitor.EnterAsync(visit));

    // As people do: what did not work is tried again. What they saw in between counts.
    private async Task<Page> AgainAsync(Func<Task<Page>> does, HttpStatusCode expected = HttpStatusCode.OK)
    {
        for (var attempt = 1; ; attempt++)
        {
            string seen;
            Interlocked.Increment(ref asked);
            try
            {
                var page = await does();
                if (page.Status == expected)
                    return page;
                seen = $"{page.Path}: {page.Status}";
            }
            catch (Exception e) when (e is HttpRequestException or InvalidOperationException)
            {
                seen = e.Message;
            }

            if (databaseIsAway)
                Interlocked.Increment(ref whileAway);
            else
                errors.Enqueue(seen);
            if (attempt == 20)
                throw new InvalidOperationException(seen);
            await Task.Delay(TimeSpan.FromSeconds(1));
        }
    }

    private async Task DoJobsAsync(Task until)
    {
        for (var minute = 0; !until.IsCompleted; minute++)
        {
            await UntilAsync(TestClinic.Start.AddMinutes(minute));
            try
            {
                await DeliverAsync();
                if (minute % 10 == 0)
                    await clinic.InAsync<OweReminders>(job => job.RunAsync(default));
                if (minute % 60 == 20)
                    await clinic.InAsync<MarkForgotten>(job => job.RunAsync(default));
            }
            catch (Exception e) when (databaseIsAway)
            {
                Trace.WriteLine(e.Message); // Hangfire would try again; the next minute does.
            }
        }
    }

    private async Task DeliverAsync()
    {
        await clinic.InAsync<AnswerRequests>(job => job.RunAsync(default));
        await clinic.InAsync<SendOutgoingMail>(job => job.RunAsync(default));
    }

    // PostgreSQL ends every session and starts anew when one of its processes is killed.
    private async Task RestartDatabaseAsync()
    {
        databaseIsAway = true;
        var pid = await clinic.InAsync<ClinicDb, int>(db => db.Database.SqlQueryRaw<int>("SELECT pg_backend_pid() AS \"Value\"").SingleAsync());
        Process.GetProcessById(pid).Kill();
        await Task.Delay(TimeSpan.FromSeconds(5));
        databaseIsAway = false;
    }

    private async Task ReportAsync(int visits, TimeSpan day, TimeSpan took, List<long> heap)
    {
        var verdict = await clinic.VerifyAsync();
        var (owed, notSent) = await clinic.InAsync<ClinicDb, (int, int)>(async db => (await db.OutgoingMail.CountAsync(), await db.OutgoingMail.CountAsync(m => m.State != MailState.Sent && m.State != MailState.Void)));
        var sent = await clinic.InAsync<ClinicDb, int>(db => db.OutgoingMail.CountAsync(m => m.State == MailState.Sent));
        var ids = smtp.Received.Select(m => MimeMessage.Load(new MemoryStream(m.Raw)).MessageId).ToList();
        Scoreboard.Record("soak", "PostgreSQL, two instances", "a day with a restart of each and of the database: 0 errors shown, 0 rooms for the wrong person, 0 mails lost, memory flat", string.Create(CultureInfo.InvariantCulture,
            $"{visits} visits of {day.TotalHours:0} hours in {took.TotalMinutes:0} minutes, {asked} pages: {errors.Count} errors shown ({whileAway} in the 5 s in which the database started again), {strangersIn} rooms for the wrong person, {rooms.Distinct().Count()} rooms; {owed} mails: {sent - ids.Distinct().Count()} lost, {ids.Count - ids.Distinct().Count()} twice (taken by the server while the database was away), {notSent} not sent; heap {string.Join(", ", heap)} MiB after each quarter; record {(verdict.IsGreen ? "green" : verdict.Fault?.ToString())}"));
        foreach (var error in errors.Distinct().Take(10))
            await Console.Error.WriteLineAsync(error);
    }

    private async Task UntilAsync(DateTime time)
    {
        while (clinic.Now < time)
            await Task.Delay(50);
    }

    private static string Of(Appointment visit, string page) => $"/Visits/{visit.PublicId}/{page}";

    private static string? RoomOf(Page page) => page.Document.QuerySelector("#visit-room")?.GetAttribute("data-room");

    private sealed record Meeting(Appointment Visit, string Patient, string Specialist);
}
