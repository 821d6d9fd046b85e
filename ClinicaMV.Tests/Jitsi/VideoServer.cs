using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.Data;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;

namespace ClinicaMV.Tests.Jitsi;

/// <summary>What Prosody does to us: it asks for rooms and tells what happens in them, with the secrets it was given.</summary>
public sealed class VideoServer(TestClinic clinic)
{
    public const string ReservationToken = "Rv-7kQ2mX9pLw4Zt8sNc3Hd6Fb1Yg5Ju0E";
    public const string EventToken = "Ev-3nB8xK5wTq1Lm7Rz4Pd9Hs2Cf6Gy0Ja";
    public const string WebhookSecret = "whsec_4c1b9e7a2f6d8035b7e9a1c4d2f60837";
    public const string Reservations = "/Jitsi/Reservations/conference";

    private readonly HttpClient http = clinic.CreateDefaultClient();

    public HttpClient Http => http;

    public static void Prepare(TestClinic clinic)
    {
        clinic.Configure("Jitsi:Server", "SelfHosted");
        clinic.Configure("Jitsi:Domain", "meet.example.test");
        clinic.Configure("Jitsi:AppId", "clinicamv");
        clinic.Configure("Jitsi:AppSecret", "vX4-mq9Zt!u7Lw2Ps8Rk0Dj5Hc3Nb6Fy1-Ga");
        clinic.Configure("Jitsi:ReservationToken", ReservationToken);
        clinic.Configure("Jitsi:EventToken", EventToken);
    }

    /// <summary>The same of JaaS, which asks nothing.</summary>
    public static void PrepareJaas(TestClinic clinic)
    {
        clinic.Configure("Jitsi:Server", "JaaS");
        clinic.Configure("Jitsi:AppId", Tokens.JaasId);
        clinic.Configure("Jitsi:PrivateKeyFile", Tokens.WriteKey(clinic.Folder));
        clinic.Configure("Jitsi:KeyId", "4f4910");
        clinic.Configure("Jitsi:JaasWebhookSecret", WebhookSecret);
    }

    public Task<HttpResponseMessage> AskAsync(string room, string? token = ReservationToken)
        => SendAsync(HttpMethod.Post, Reservations, token, Form(room));

    public Task<HttpResponseMessage> AskAboutAsync(HttpMethod method, string id, string? token = ReservationToken)
        => SendAsync(method, $"{Reservations}/{id}", token, null);

    public Task<HttpResponseMessage> ReportAsync(string what, object said, string? token = EventToken)
        => SendAsync(HttpMethod.Post, $"/Jitsi/Events/{what}", token, JsonContent.Create(said));

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? token, HttpContent? content)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (token is not null)
            request.Headers.Authorization = new("Bearer", token);
        return await http.SendAsync(request);
    }

    public static FormUrlEncodedContent Form(string room) => new(
        [new("name", room), new("start_time", "2026-11-24T09:17:06.000Z"), new("mail_owner", "3f8a@meet.jitsi/x1")]);

    public static async Task<JsonElement> JsonAsync(HttpResponseMessage answer)
    {
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
    }

    /// <summary>The person enters, and reads on their page which room it is and who they are in it.</summary>
    public async Task<(string Room, string Pseudonym)> EnterAsync(Appointment appointment, ClinicUser person)
    {
        var visitor = await clinic.SignedInAsync(person);
        var page = await (await visitor.OpenAsync($"/Visits/{appointment.PublicId}/Join")).SubmitAsync("Entrar");
        var element = page.Document.QuerySelector("#visit-room") ?? throw new InvalidOperationException($"No room on {page.Path}: {page.Text}");
        var token = new JsonWebToken(element.GetAttribute("data-jwt")!);
        return (element.GetAttribute("data-room")!, token.GetPayloadValue<JsonElement>("context").GetProperty("user").GetProperty("id").GetString()!);
    }
}

public sealed class SqliteWithServer : SqliteClinic
{
    public SqliteWithServer() => VideoServer.Prepare(this);

    public CommandCount Commands { get; } = new();

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.ConfigureTestServices(services => services.ConfigureDbContext<SqliteClinicDb>(options => options.AddInterceptors(Commands)));
    }
}

public sealed class PostgresWithServer : PostgresClinic
{
    public PostgresWithServer() => VideoServer.Prepare(this);

    public CommandCount Commands { get; } = new();

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.ConfigureTestServices(services => services.ConfigureDbContext<PostgresClinicDb>(options => options.AddInterceptors(Commands)));
    }
}
