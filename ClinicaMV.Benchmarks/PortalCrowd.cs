using System.Net;
using System.Net.Http.Json;
using ClinicaMV.Accounts;
using ClinicaMV.Data;
using ClinicaMV.Mail;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Tests.Jitsi;
using ClinicaMV.Tests.Mail;
using ClinicaMV.Tests.People;
using ClinicaMV.Visits;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Fields = System.Collections.Generic.IReadOnlyList<System.Collections.Generic.KeyValuePair<string, string>>;

namespace ClinicaMV.Benchmarks;

/// <summary>Specialists with a visit each, signed in, and what they ask the portal again and again.</summary>
internal sealed class PortalCrowd
{
    // As many as poll in all the rounds before and while something is measured, and none more often than a person may.
    private const int People = 1_500;

    // Three rounds are fewer than the video server may ask in ten seconds.
    private const int AsServer = 650;
    private static readonly TimeSpan BetweenRounds = TimeSpan.FromSeconds(5);

    // So many of them have been with the clinic for years; also where it is small, for longer than one page of their list shows.
    private const int Old = 20;
    private const int LeastOfEach = 100;

    private readonly List<(HttpClient Http, string PatientId, string SpecialistId, string Id, Fields Enter)> doors = [];
    private readonly TestClinic clinic;
    private readonly HttpClient server;
    private readonly string visit;
    private readonly string room;
    private readonly Fields signIn;
    private readonly HttpClient stranger;
    private readonly HttpClient administrator;
    private int told;
    private int mailed;
    private int reported;

    private PortalCrowd(TestClinic clinic, (HttpClient Server, string Visit, string Room) asks, (HttpClient Stranger, Fields Form) signsIn, HttpClient administrator)
        => (this.clinic, (server, visit, room), (stranger, signIn), this.administrator) = (clinic, asks, signsIn, administrator);

    /// <summary>What the portal is there for.</summary>
    public IReadOnlyList<Question> Questions =>
    [
        new("sign-in", 60, "insert", "a password is slow to check on purpose", _ => stranger.SendAsync(Load.Request(HttpMethod.Post, "/Identity/Account/Login", new FormUrlEncodedContent(signIn)))),
        Reads("list", 4_000, "read", "", _ => "/Appointments"),
        Reads("join-page", 4_000, "read", "p50 within 4 times the rung's", i => $"/Visits/{Door(i).Id}/Join") with { Meets = (page, rung) => page.P50 <= 4 * rung.P50 },
        new("enter-and-room", 2_000, "group-commit", "two requests, two lines of record", EnterAsync),
        Reads("room", 3_000, "group-commit", "its whole page", i => $"/Visits/{Door(i).Id}/Room"),
        new("report", 1_000, "insert", "the page of the room tells that its browser has joined or left", _ => ReportAsync()),
        Reads("status", 10_000, "cookie", "at least 0.5 of the rung", i => $"/Visits/{Door(i).Id}/Status") with { Meets = (page, rung) => page.Rate >= 0.5 * rung.Rate },
        new("reservation", AsServer, "insert", "", _ => ServerAsync(VideoServer.Reservations, VideoServer.ReservationToken, VideoServer.Form(room))) { Rest = BetweenRounds },
        new("webhook", AsServer, "insert", "", _ => ServerAsync("/Jitsi/Events/room/created", VideoServer.EventToken, JsonContent.Create(new { event_name = "muc-room-created", room_name = room, created_at = 1_795_000_000 + Interlocked.Increment(ref told) }))) { Rest = BetweenRounds },
        new("mail", 200, "insert", "owed, written, sent by itself to a server that takes it at once, and put down as sent", _ => MailAsync()),
    ];

    /// <summary>Of those of the crowd who have years of appointments, all of them over.</summary>
    public Question OldList => new("old-list", 1_000, "read", "", i => At(i % Old).SendAsync(Load.Request(HttpMethod.Get, "/Appointments")));

    /// <summary>What an administrator looks at, who sees the whole clinic.</summary>
    public IReadOnlyList<Question> Overviews => [.. new[] { "Audit", "Audit/Plots", "Mail", "Users", "Statistics", "Status" }
        .Select(page => new Question($"admin-{page.Replace('/', '-').ToLowerInvariant()}", 60, "read", "", _ => administrator.SendAsync(Load.Request(HttpMethod.Get, $"/Admin/{page}"))))];

    /// <summary>Gives the clinic more of everything, and its old people a tenth as much.</summary>
    public Task GrowAsync(int appointments) => clinic.InAsync<DemoFill>(async fill =>
    {
        var old = doors.Take(Old).ToList();
        await fill.AddAppointmentsAsync(appointments, default);
        await fill.AddPastAsync(Math.Max(appointments / 10, LeastOfEach * Old), [.. old.Select(d => d.SpecialistId)], [.. old.Select(d => d.PatientId)], default);
        await fill.AddAuditEventsAsync(10 * appointments, default);
    });

    public static async Task<PortalCrowd> OfAsync(TestClinic clinic)
    {
        clinic.NewDay();
        using var proxy = Production.Proxy(clinic);
        var (bruno, open) = (await InsideAsync(clinic.Bruno), await clinic.BookAsync(clinic.Now.AddMinutes(5)));
        var inRoom = await (await bruno.OpenAsync($"/Visits/{open.PublicId}/Join")).SubmitAsync("Entrar");
        var room = inRoom.Document.QuerySelector("#visit-room")!.GetAttribute("data-room")!;
        var stranger = Production.Visitor(proxy);
        var form = FieldsOf(await stranger.OpenAsync("/Identity/Account/Login"), ("Input.Email", clinic.Ana.Email!), ("Input.Password", TestClinic.Password));
        // Always from outside: a browser that is in already is led on without a look at the password.
        var crowd = new PortalCrowd(clinic, (Load.Client(clinic.Address), open.PublicId, room), (As(stranger), form), As(await InsideAsync(clinic.Delia)));
        for (var i = 0; i < People; i++)
        {
            var (patient, specialist) = (await clinic.AddAsync(Roles.Patient, $"P {i}"), await clinic.AddAsync(Roles.Specialist, $"S {i}"));
            var appointment = await clinic.BookAsync(clinic.Now.AddMinutes(5), patient: patient, specialist: specialist);
            var visitor = await InsideAsync(specialist);
            var join = await visitor.OpenAsync($"/Visits/{appointment.PublicId}/Join");
            crowd.doors.Add((As(visitor), patient.Id, specialist.Id, appointment.PublicId, FieldsOf(join)));
            (await join.SubmitOnceAsync("Entrar")).Dispose();
        }

        return crowd;

        Task<Visitor> InsideAsync(ClinicUser person) => Production.Visitor(proxy).SignInAsync(clinic, person);
        HttpClient As(Visitor visitor) => Load.Client(clinic.Address, visitor.CookieHeader());
    }

    /// <summary>The door alone, without page, session and network: the gate, its line in the record and the token.</summary>
    public static async Task OpenRoomAsync(TestClinic clinic, string specialistId, string appointmentId)
    {
        await using var scope = clinic.Services.CreateAsyncScope();
        var appointment = await scope.ServiceProvider.GetRequiredService<ClinicDb>().AppointmentForAsync(specialistId, appointmentId, keepsDiary: false, toChange: false, default);
        var answer = await scope.ServiceProvider.GetRequiredService<VisitDoor>().OpenRoomAsync(appointment!, new(specialistId, Roles.Specialist), default);
        if (answer.Room is null)
            throw new InvalidOperationException($"{answer.Decision.Outcome}");
    }

    /// <summary>Opens the door of a visit in which its specialist has pressed Enter.</summary>
    public Task OpenRoomAsync(TestClinic clinic, int request) => OpenRoomAsync(clinic, Door(request).SpecialistId, Door(request).Id);

    private (HttpClient Http, string PatientId, string SpecialistId, string Id, Fields Enter) Door(int request) => doors[request % People];

    private HttpClient At(int request) => Door(request).Http;

    private Question Reads(string what, int requests, string rung, string target, Func<int, string> address) => new(what, requests, rung, target, i => At(i).SendAsync(Load.Request(HttpMethod.Get, address(i))));

    private async Task<HttpResponseMessage> EnterAsync(int request)
    {
        var (http, _, _, id, enter) = Door(request);
        using var entered = await http.SendAsync(Load.Request(HttpMethod.Post, $"/Visits/{id}/Join", new FormUrlEncodedContent(enter)));
        if ((int)entered.StatusCode != 303)
            throw new InvalidOperationException($"Enter: {entered.StatusCode}");
        return await http.SendAsync(Load.Request(HttpMethod.Get, $"/Visits/{id}/Room"));
    }

    // Each has the next told of its page, and after all of them the other thing: nobody may tell the same too often.
    private Task<HttpResponseMessage> ReportAsync()
    {
        var number = Interlocked.Increment(ref reported);
        var (http, _, _, id, form) = Door(number);
        return http.SendAsync(Load.Request(HttpMethod.Post, $"/Visits/{id}/Room?handler=Report", new FormUrlEncodedContent([.. form, new("what", number / People % 2 == 0 ? "joined" : "left")])));
    }

    private async Task<HttpResponseMessage> MailAsync()
    {
        await clinic.InAsync<ClinicDb>(async db =>
        {
            var booked = await db.Appointments.SingleAsync(a => a.PublicId == visit);
            db.OutgoingMail.Add(OutgoingMail.About(booked, booked.PatientId, MailKind.AppointmentReminder, clinic.Now, clinic.Now, booked.StartsAt, MailSpeed.Beyond + Interlocked.Increment(ref mailed)));
            await db.SaveChangesAsync();
        });
        await clinic.InAsync<SendOutgoingMail>(job => job.RunAsync(default));
        return new(HttpStatusCode.OK);
    }

    private Task<HttpResponseMessage> ServerAsync(string path, string token, HttpContent content)
    {
        var request = Load.Request(HttpMethod.Post, path, content);
        request.Headers.Authorization = new("Bearer", token);
        return server.SendAsync(request);
    }

    private static Fields FieldsOf(Page page, params (string Name, string Value)[] filled)
        => [new("__RequestVerificationToken", page.Document.QuerySelector("main input[name=__RequestVerificationToken]")!.GetAttribute("value")!), .. filled.Select(f => new KeyValuePair<string, string>(f.Name, f.Value))];
}
