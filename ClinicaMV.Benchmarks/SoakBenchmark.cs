using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
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

namespace ClinicaMV.Benchmarks;

/// <summary>
/// A day of a clinic on PostgreSQL with two instances: 20 specialists with ten visits each, in a few minutes (SOAK_MINUTES, else 20).
/// Each instance, with its jobs, is started again once, and so is the database; the day goes on meanwhile.
/// </summary>
internal sealed class SoakBenchmark(PostgresClinic clinic, SmtpServer smtp)
{
    private const int Specialists = 20;
    private const int VisitsEach = 10;
    private const int Hours = 12;

    private static readonly TimeSpan Step = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan DatabaseAway = TimeSpan.FromSeconds(5);

    // A clock that ran away from a slow machine would sign its people out.
    private static readonly TimeSpan MostBehind = TimeSpan.FromMinutes(10);
    private static readonly Uri Outside = new("http://localhost/");

    private readonly Attempts attempts = new();
    private readonly ConcurrentBag<string> rooms = [];
    private readonly List<long> heap = [];
    private readonly TwoInstances instances = new(clinic, smtp);
    private int strangersIn;

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
        // The cluster of the benches answers before it has written, and forgets that when one of its processes is killed.
        await clinic.InAsync<ClinicDb>(db => db.Database.ExecuteSqlRawAsync("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET synchronous_commit = on', current_database()); END $$"));
        var visits = await BookAsync();
        await using var running = instances.Start();
        var from = Stopwatch.GetTimestamp();
        var people = Task.WhenAll(visits.Select((_, i) => Task.Run(() => TryToMeetAsync(visits[i], visits[(i + 1) % visits.Count]))));
        var jobs = Task.Run(() => WakeJobsAsync(people));
        var restarts = await PassAsync(visits, length);
        await people;
        await jobs;
        await DeliverTheRestAsync();
        var verdict = await JudgeAsync(visits, await Task.WhenAll(restarts), Stopwatch.GetElapsedTime(from));
        verdict.Publish();
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
                visits.Add(new(await clinic.BookAsync(clinic.Now.AddHours(v + 1).AddMinutes(5 * (s % 10)), patient: patient, specialist: specialist), patient.Email!, specialist.Email!));
            }
        }

        return [.. visits.OrderBy(v => v.Visit.StartsAt)];
    }

    /// <summary>The day goes by, whatever is started again meanwhile.</summary>
    /// <returns>Of each restart, how many pages were asked for while it lasted.</returns>
    private async Task<List<Task<int>>> PassAsync(List<Meeting> visits, TimeSpan length)
    {
        Queue<(double Day, Func<Task> Do)> plan = new([(0.20, () => instances.RestartAsync(0)), (0.40, () => instances.RestartAsync(1)), (0.60, RestartDatabaseAsync)]);
        var (restarts, steps) = (new List<Task<int>>(), (int)(TimeSpan.FromHours(Hours) / Step));
        using var beat = new PeriodicTimer(length / steps);
        for (var step = 1; step <= steps; step++)
        {
            await beat.WaitForNextTickAsync();
            while (visits.Min(v => v.BusySince) is { } since && clinic.Now - since > MostBehind)
                await Task.Delay(50);
            clinic.Clock.Advance(Step);
            if (plan.TryPeek(out var next) && step >= next.Day * steps)
            {
                plan.Dequeue();
                restarts.Add(Task.Run(() => attempts.AskedDuringAsync(next.Do)));
            }

            // Without the mail that we keep ourselves.
            if (step % (steps / Hours) == 0)
                heap.Add((GC.GetTotalMemory(forceFullCollection: true) - smtp.Received.Sum(m => m.Raw.Length)) / 1024 / 1024);
        }

        return restarts;
    }

    private async Task TryToMeetAsync(Meeting meeting, Meeting other)
    {
        try
        {
            await MeetAsync(meeting, other);
        }
        // Whatever it is, the others go on, and it is told at the end.
        catch (Exception e)
        {
            attempts.Fail($"A visit came to nothing: {e.Message}");
        }

        meeting.BusySince = null;
    }

    // Who has the next visit tries to look in.
    private async Task MeetAsync(Meeting meeting, Meeting other)
    {
        var visit = meeting.Visit;
        await UntilAsync(meeting, visit.StartsAt.AddMinutes(-9));
        var patient = await SignInAsync(meeting.Patient);
        await EnterAsync(patient, visit);
        await UntilAsync(meeting, visit.StartsAt.AddMinutes(-3));
        var specialist = await SignInAsync(meeting.Specialist);
        await EnterAsync(specialist, visit);
        var room = RoomOf(await attempts.AgainAsync(() => specialist.OpenAsync(Of(visit, "Room"))));
        if (room is null || room != RoomOf(await attempts.AgainAsync(() => patient.OpenAsync(Of(visit, "Room")))))
            attempts.Fail("Not the same room for both");
        rooms.Add(room ?? "");

        var stranger = await SignInAsync(other.Patient);
        if (RoomOf(await attempts.AgainAsync(() => stranger.OpenAsync(Of(visit, "Room")), HttpStatusCode.NotFound)) is not null)
            Interlocked.Increment(ref strangersIn);

        for (var minute = 0; minute < 40; minute += 2)
        {
            await UntilAsync(meeting, visit.StartsAt.AddMinutes(minute));
            await attempts.AgainAsync(() => patient.OpenAsync(Of(visit, "Status")));
            await attempts.AgainAsync(() => specialist.OpenAsync(Of(visit, "Status")));
        }

        // Whoever has pressed, and did not hear the answer, finds it ended.
        await attempts.AgainAsync(async () => await specialist.OpenAsync(Of(visit, "Room")) is var page && page.Path == Of(visit, "Ended") ? page : await page.SubmitAsync("Sí, terminar la consulta"));
        (await attempts.AgainAsync(() => patient.OpenAsync(Of(visit, "Room")))).IsAt(Of(visit, "Ended"));
    }

    private async Task<Visitor> SignInAsync(string email)
    {
        var visitor = new Visitor(Outside, instances.Proxy);
        await attempts.AgainAsync(() => visitor.SignInAsync(email, TestClinic.Password));
        return visitor;
    }

    private Task EnterAsync(Visitor visitor, Appointment visit) => attempts.AgainAsync(() => visitor.EnterAsync(visit));

    // The timetable goes by the machine's clock, by which a minute is half an hour of this day; who does the jobs are the instances.
    private async Task WakeJobsAsync(Task until)
    {
        var alarm = clinic.Services.GetRequiredService<AlarmClock>();
        for (var minute = 0; !until.IsCompleted; minute++)
        {
            while (clinic.Now < TestClinic.Start.AddMinutes(minute) && !until.IsCompleted)
                await Task.Delay(50);
            Wake(alarm);
            if (minute % 10 == 0)
                alarm.Wake<OweReminders>(job => job.RunAsync(CancellationToken.None));
            if (minute % 60 == 20)
                alarm.Wake<MarkForgotten>(job => job.RunAsync(CancellationToken.None));
        }
    }

    private static void Wake(AlarmClock alarm)
    {
        alarm.Wake<AnswerRequests>(job => job.RunAsync(CancellationToken.None));
        alarm.Wake<SendOutgoingMail>(job => job.RunAsync(CancellationToken.None));
    }

    // Mail whose sender could not write down that it was taken goes out again.
    private async Task DeliverTheRestAsync()
    {
        clinic.Clock.Advance(TimeSpan.FromHours(1));
        for (var second = 0; second < 60 && await clinic.InAsync<ClinicDb, bool>(db => db.OutgoingMail.AnyAsync(m => m.State != MailState.Sent)); second++)
        {
            Wake(clinic.Services.GetRequiredService<AlarmClock>());
            await Task.Delay(TimeSpan.FromSeconds(1));
        }
    }

    // PostgreSQL ends every session and starts anew when one of its processes is killed.
    private Task RestartDatabaseAsync() => attempts.WithoutDatabaseAsync(async () =>
    {
        var pid = await clinic.InAsync<ClinicDb, int>(db => db.Database.SqlQueryRaw<int>("SELECT pg_backend_pid() AS \"Value\"").SingleAsync());
        Process.GetProcessById(pid).Kill();
        await Task.Delay(DatabaseAway);
    });

    private async Task<SoakVerdict> JudgeAsync(List<Meeting> visits, int[] meanwhile, TimeSpan took) => new()
    {
        Hours = Hours, Took = took, Attempts = attempts, Meanwhile = meanwhile, DatabaseAway = DatabaseAway,
        Rooms = rooms.Distinct().Count(), StrangersIn = strangersIn, Heap = heap,
        Record = await clinic.VerifyAsync(),
        Owed = OwedMail.Of([.. visits.Select(v => new[] { v.Patient, v.Specialist })], smtp),
        Twice = await SentTwice.OfAsync(clinic, smtp),
    };

    private async Task UntilAsync(Meeting meeting, DateTime time)
    {
        meeting.BusySince = null;
        while (clinic.Now < time)
            await Task.Delay(50);
        meeting.BusySince = time;
    }

    private static string Of(Appointment visit, string page) => $"/Visits/{visit.PublicId}/{page}";

    private static string? RoomOf(Page page) => page.Document.QuerySelector("#visit-room")?.GetAttribute("data-room");

    private sealed record Meeting(Appointment Visit, string Patient, string Specialist)
    {
        /// <summary>Of the day's clock: when they began what they are doing.</summary>
        public DateTime? BusySince { get; set; }
    }
}
