using System.Collections.Concurrent;
using System.Net;
using ClinicaMV.Accounts;
using ClinicaMV.Accounts.Sessions;
using ClinicaMV.Appointments;
using ClinicaMV.Data;
using ClinicaMV.People;
using ClinicaMV.Tests.Commands;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Visits;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ClinicaMV.Tests.Visits;

/// <summary>Many patients in the waiting room of the built program, a process of its own, each page asking as poll.js does.</summary>
/// <param name="hold">How many seconds the server may keep a question without news; without, it is asked every 2.5 seconds.</param>
internal sealed class WaitingCrowd(TestClinic clinic, Installation installation, int hold = 0)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2.5);

    private readonly ConcurrentDictionary<string, string?> tags = [];
    private int asked;
    private int unchanged;
    private int wrong;

    /// <summary>What the crowd costs: the processor time of the server alone, while nothing else is asked of it.</summary>
    public async Task<WaitingFigures> WaitAsync(int patients, TimeSpan duration)
    {
        var waiting = await SeatAsync(patients);
        await using var server = installation.Start();
        var address = await server.ListeningAsync();
        await AskAllAsync(address, waiting, Every * 2);
        (asked, unchanged, wrong) = (0, 0, 0);
        var (cores, took) = await server.CoresAsync(() => AskAllAsync(address, waiting, duration));
        return new(patients, asked, unchanged, wrong, cores, asked / took.TotalSeconds);
    }

    /// <summary>Each enters the waiting room of a visit of their own that begins soon, and the installation gets the database in which they have.</summary>
    public async Task<IReadOnlyList<(string Address, string Cookie)>> SeatAsync(int patients)
    {
        // The program has the machine's clock.
        clinic.Clock.SetUtcNow(DateTimeOffset.UtcNow);
        var seated = await EnterAsync(patients);
        if (clinic is SqliteClinic sqlite)
            await installation.TakeFromAsync(sqlite);
        return seated;
    }

    private async Task<IReadOnlyList<(string Address, string Cookie)>> EnterAsync(int patients)
    {
        List<(string Patient, string Specialist)> people = [];
        var normalizer = new UpperInvariantLookupNormalizer();
        await clinic.InAsync<ClinicDb>(async db =>
        {
            for (var i = 0; i < patients; i++)
            {
                var patient = new NewPerson($"Paciente {i}", $"waits{i}@example.test", Roles.Patient, "es").AddTo(db, normalizer);
                var specialist = new NewPerson($"Especialista {i}", $"late{i}@example.test", Roles.Specialist, "es").AddTo(db, normalizer);
                people.Add((patient.Id, specialist.Id));
            }

            await db.SaveChangesAsync();
        });
        List<(string, string)> seated = [];
        foreach (var some in people.Chunk(100))
            seated.AddRange(await EnterAsync(some));
        return seated;
    }

    private Task<List<(string, string)>> EnterAsync((string Patient, string Specialist)[] people) => clinic.InAsync<IServiceProvider, List<(string, string)>>(async services =>
    {
        var db = services.GetRequiredService<ClinicDb>();
        // The door is open, and the hour does not come while they are counted.
        var startsAt = clinic.Now.Date.AddMinutes((5 * Math.Ceiling(clinic.Now.TimeOfDay.TotalMinutes / 5)) + 5);
        List<(string, string)> seated = [];
        foreach (var (patient, specialist) in people)
        {
            var appointment = Appointment.Book(await db.Patients.Include(p => p.Account).SingleAsync(p => p.Id == patient), await db.Specialists.SingleAsync(s => s.Id == specialist),
                new PlannedHour(startsAt, TimeSpan.FromMinutes(45), Modality.Video), clinic.Now);
            appointment.Visit.Enter(ParticipantRole.Patient, clinic.Now);
            db.Appointments.Add(appointment);
            var key = services.GetRequiredService<SessionKeeper>().Open(appointment.Patient.Account, hasSecondStep: false, isRemembered: false, device: "");
            seated.Add(($"/Visits/{appointment.PublicId}/Status", $"session={key}"));
        }

        await db.SaveChangesAsync();
        return seated;
    });

    private async Task AskAllAsync(Uri address, IReadOnlyList<(string Address, string Cookie)> waiting, TimeSpan duration)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false, MaxConnectionsPerServer = int.MaxValue }) { BaseAddress = address };
        using var enough = new CancellationTokenSource(duration);
        await Task.WhenAll(waiting.Select((w, i) => AskAsync(http, w.Address, w.Cookie, Every * i / waiting.Count, enough.Token)));
    }

    private async Task AskAsync(HttpClient http, string where, string cookie, TimeSpan first, CancellationToken enough)
    {
        await Task.Delay(first, CancellationToken.None);
        while (!enough.IsCancellationRequested)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, where);
            request.Headers.Add("Cookie", cookie);
            request.Headers.Add("X-Here", "1");
            if (hold > 0)
                request.Headers.Add("Prefer", $"wait={hold}");
            if (tags.GetValueOrDefault(where) is { } tag)
                request.Headers.TryAddWithoutValidation("If-None-Match", tag);
            using var answer = await http.SendAsync(request, CancellationToken.None);
            tags[where] = answer.Headers.ETag?.Tag;
            Interlocked.Increment(ref asked);
            if (answer.StatusCode == HttpStatusCode.NotModified)
                Interlocked.Increment(ref unchanged);
            else if (answer.StatusCode != HttpStatusCode.OK)
                Interlocked.Increment(ref wrong);
            if (!answer.Headers.Contains("Preference-Applied"))
                await Task.Delay(Every, CancellationToken.None);
        }
    }
}
