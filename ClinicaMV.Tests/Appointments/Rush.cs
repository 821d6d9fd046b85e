using System.Collections.Concurrent;
using System.Net;
using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.Data;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Tests.Appointments;

/// <summary>
/// S18: the reception at many desks at once, booking and moving into the same two hours for the same few people, over HTTP. Lengths and
/// starts differ, so that appointments overlap in part as well; when the hours are full, everybody turns to the next day.
/// </summary>
/// <param name="servers">The addresses of the processes; each takes its share of the attempts.</param>
internal sealed class Rush(TestClinic clinic, IReadOnlyList<Uri> servers, DateOnly firstDay)
{
    public const int AtOnce = 32;

    private const int AttemptsADay = 64;
    private const int Marks = 24;
    private const int LongestInMarks = 12;

    private static readonly TimeOnly Opening = new(9, 0);

    private readonly ConcurrentQueue<string> booked = [];
    private readonly ConcurrentQueue<RushAnswer> answers = [];
    private readonly List<Desk> desks = [];

    public async Task<RushFigures> RunAsync(int attempts)
    {
        // So that there are next hours to show to whoever comes too late.
        foreach (var specialist in new[] { clinic.Bruno, clinic.Elena })
            await clinic.WorkAsync(specialist, [.. Enum.GetNames<DayOfWeek>().Select(day => $"{day} 8:00-14:00")]);
        foreach (var server in servers)
            desks.Add(await Desk.OpenAsync(server, clinic.Delia, clinic.Ana, clinic.Bruno));
        await Parallel.ForEachAsync(Enumerable.Range(0, attempts), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (attempt, _) =>
            answers.Enqueue(await AttemptAsync(attempt)));
        var changes = await clinic.InAsync<ClinicDb, List<int>>(db => db.Appointments.Select(a => a.Version).ToListAsync());
        return new(answers, await OverlapsAsync(), changes.Count, changes.Sum());
    }

    private async Task<RushAnswer> AttemptAsync(int attempt)
    {
        var chance = new Random(attempt);
        var desk = desks[attempt / 2 % desks.Count];
        var moves = attempt % 2 == 1 && !booked.IsEmpty;
        var hour = HourAt(firstDay.AddDays(attempt / AttemptsADay), chance);
        using var response = moves
            ? await desk.MoveAsync(booked.ElementAt(chance.Next(booked.Count)), hour)
            : await desk.BookAsync(Either(chance, clinic.Ana, clinic.Carla), Either(chance, clinic.Bruno, clinic.Elena), hour);
        if (!moves && response.Headers.Location is { } details)
            booked.Enqueue(details.ToString());
        return new(moves, response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    // Asked of the appointments themselves: the marks that are to prevent it are not believed.
    private Task<int> OverlapsAsync() => clinic.InAsync<ClinicDb, int>(db =>
    {
        var held = db.Appointments.Where(a => a.Status == AppointmentStatus.Booked);
        return held.CountAsync(a => held.Any(b => a.Id != b.Id
            && (a.SpecialistId == b.SpecialistId || a.PatientId == b.PatientId) && a.StartsAt < b.EndsAt && b.StartsAt < a.EndsAt));
    });

    private static (string, string)[] HourAt(DateOnly day, Random chance) =>
    [
        ("Input.Hour.Date", day.ToString("yyyy-MM-dd")),
        ("Input.Hour.Time", Opening.AddMinutes(BookedSlot.Minutes * chance.Next(Marks)).ToString("HH:mm")),
        ("Input.Hour.Minutes", $"{BookedSlot.Minutes * chance.Next(1, LongestInMarks + 1)}"),
    ];

    private static ClinicUser Either(Random chance, ClinicUser one, ClinicUser other) => chance.Next(2) == 0 ? one : other;

    /// <summary>Delia, signed in at one of the processes.</summary>
    private sealed class Desk(Visitor delia, Page form)
    {
        public static async Task<Desk> OpenAsync(Uri server, ClinicUser administrator, ClinicUser patient, ClinicUser specialist)
        {
            var delia = new Visitor(server, new ManyNetworks());
            await delia.SignInAsync(administrator.Email!, TestClinic.Password);
            return new(delia, (await delia.OpenAsync($"/Appointments/Book?PatientId={patient.Id}&SpecialistId={specialist.Id}")).Is(HttpStatusCode.OK));
        }

        public Task<HttpResponseMessage> BookAsync(ClinicUser patient, ClinicUser specialist, (string, string)[] hour)
        {
            // One form for everybody, and its document is not made for several readers.
            lock (form)
                return form.SubmitOnceAsync("Input.PatientId", [("Input.PatientId", patient.Id), ("Input.SpecialistId", specialist.Id), .. hour]);
        }

        public async Task<HttpResponseMessage> MoveAsync(string appointment, (string, string)[] hour)
        {
            var page = (await delia.OpenAsync($"{appointment}/Move")).Is(HttpStatusCode.OK);
            return await page.SubmitOnceAsync("Input.Hour.Time", [.. hour, ("Input.Reason", nameof(ChangeReason.Other))]);
        }
    }
    /// <summary>Each request from another one: what one network may ask for is tried elsewhere.</summary>
    private sealed class ManyNetworks() : DelegatingHandler(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
    {
        private static int networks;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
        {
            request.Headers.Remove(Visitor.ForwardedFor);
            request.Headers.Add(Visitor.ForwardedFor, Visitor.AddressOf(Interlocked.Increment(ref networks)));
            return base.SendAsync(request, cancel);
        }
    }
}
