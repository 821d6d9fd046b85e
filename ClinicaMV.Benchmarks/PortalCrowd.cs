using System.Net.Http.Json;
using ClinicaMV.Accounts;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Tests.Jitsi;
using ClinicaMV.Tests.People;

namespace ClinicaMV.Benchmarks;

/// <summary>Thirty-two specialists with a visit each, signed in, and what they ask the portal again and again.</summary>
internal sealed class PortalCrowd
{
    private const int People = 32;

    private readonly List<(HttpClient Http, string Id, FormUrlEncodedContent Enter)> doors = [];
    private readonly HttpClient server;
    private readonly string room;
    private readonly FormUrlEncodedContent signIn;
    private readonly HttpClient stranger;

    private PortalCrowd(HttpClient server, string room, HttpClient stranger, FormUrlEncodedContent signIn) => (this.server, this.room, this.stranger, this.signIn) = (server, room, stranger, signIn);

    public IReadOnlyList<(string What, int Requests, string Rung, Func<int, Task<HttpResponseMessage>> Ask)> Questions =>
    [
        ("sign-in", 60, "insert", _ => stranger.SendAsync(Load.Request(HttpMethod.Post, "/Identity/Account/Login", Copy(signIn)))),
        ("list", 900, "read", i => At(i).SendAsync(Load.Request(HttpMethod.Get, "/Appointments"))),
        ("join-page", 900, "read", i => At(i).SendAsync(Load.Request(HttpMethod.Get, $"/Visits/{Door(i).Id}/Join"))),
        ("enter-and-room", 900, "insert", EnterAsync),
        ("status", 900, "cookie", i => At(i).SendAsync(Load.Request(HttpMethod.Get, $"/Visits/{Door(i).Id}/Status"))),
        ("reservation", 600, "insert", _ => ServerAsync(VideoServer.Reservations, VideoServer.ReservationToken, VideoServer.Form(room))),
        ("event", 600, "insert", i => ServerAsync("/Jitsi/Events/room/created", VideoServer.EventToken, JsonContent.Create(new { event_name = "muc-room-created", room_name = room, created_at = 1_795_000_000 + i }))),
    ];

    public static async Task<PortalCrowd> OfAsync(TestClinic clinic)
    {
        clinic.NewDay();
        var open = await clinic.BookAsync(clinic.Now.AddMinutes(5));
        var (room, _) = await new VideoServer(clinic).EnterAsync(open, clinic.Bruno);
        var stranger = clinic.Visitor();
        var crowd = new PortalCrowd(clinic.CreateDefaultClient(), room, stranger.Http, Fields(await stranger.OpenAsync("/Identity/Account/Login"), ("Input.Email", clinic.Ana.Email!), ("Input.Password", TestClinic.Password)));
        for (var i = 0; i < People; i++)
        {
            var (patient, specialist) = (await clinic.AddAsync(Roles.Patient, $"P {i}"), await clinic.AddAsync(Roles.Specialist, $"S {i}"));
            var appointment = await clinic.BookAsync(clinic.Now.AddMinutes(5), patient: patient, specialist: specialist);
            var visitor = await clinic.SignedInAsync(specialist);
            crowd.doors.Add((visitor.Http, appointment.PublicId, Fields(await visitor.OpenAsync($"/Visits/{appointment.PublicId}/Join"))));
        }

        return crowd;
    }

    private (HttpClient Http, string Id, FormUrlEncodedContent Enter) Door(int request) => doors[request % People];

    private HttpClient At(int request) => Door(request).Http;

    private async Task<HttpResponseMessage> EnterAsync(int request)
    {
        var (http, id, enter) = Door(request);
        using var entered = await http.SendAsync(Load.Request(HttpMethod.Post, $"/Visits/{id}/Join", Copy(enter)));
        if ((int)entered.StatusCode != 303)
            throw new InvalidOperationException($"Enter: {entered.StatusCode}");
        return await http.SendAsync(Load.Request(HttpMethod.Get, $"/Visits/{id}/Room"));
    }

    private Task<HttpResponseMessage> ServerAsync(string path, string token, HttpContent content)
    {
        var request = Load.Request(HttpMethod.Post, path, content);
        request.Headers.Authorization = new("Bearer", token);
        return server.SendAsync(request);
    }

    private static FormUrlEncodedContent Fields(Page page, params (string Name, string Value)[] filled)
        => new([new("__RequestVerificationToken", page.Document.QuerySelector("main input[name=__RequestVerificationToken]")!.GetAttribute("value")!), .. filled.Select(f => new KeyValuePair<string, string>(f.Name, f.Value))]);

    // What has been sent is gone.
    private static HttpContent Copy(FormUrlEncodedContent form)
    {
        var copy = new ByteArrayContent(form.ReadAsByteArrayAsync().GetAwaiter().GetResult());
        copy.Headers.ContentType = form.Headers.ContentType;
        return copy;
    }
}
