using System.Text;
using System.Text.Json;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace ClinicaMV.Tests.Jitsi;

/// <summary>A clinic with its own Jitsi: what the room page hands to the browser.</summary>
public abstract class SelfHostedStories(TestClinic clinic)
{
    private const string Secret = "vX4-mq9Zt!u7Lw2Ps8Rk0Dj5Hc3Nb6Fy1-Ga";

    private readonly DateTime now = clinic.NewDay();

    [Fact]
    public async Task The_token_is_what_Prosody_accepts_and_holds_nothing_personal()
    {
        var (bruno, ana) = await RoomsAsync();

        var header = JsonDocument.Parse(Base64UrlEncoder.Decode(bruno.Token.Split('.')[0])).RootElement;
        Assert.Equal("""{"alg":"HS256","typ":"JWT"}""", header.GetRawText());
        var payload = Payload(bruno.Token);
        Assert.Equal(["aud", "context", "exp", "iss", "nbf", "room", "sub"], payload.EnumerateObject().Select(p => p.Name).Order());
        Assert.Equal("clinicamv", payload.GetProperty("iss").GetString());
        Assert.Equal("clinicamv", payload.GetProperty("aud").GetString());
        Assert.Equal("meet.jitsi", payload.GetProperty("sub").GetString());
        Assert.Equal(bruno.Room, payload.GetProperty("room").GetString());
        Assert.Equal(EpochTime.GetIntDate(now.AddSeconds(-30)), payload.GetProperty("nbf").GetInt64());
        Assert.Equal(EpochTime.GetIntDate(now.AddMinutes(5 + 45 + 15)), payload.GetProperty("exp").GetInt64());
        Assert.Equal(("owner", true, "Especialista"), User(bruno.Token));
        Assert.Equal(("member", false, "Paciente"), User(ana.Token));
        Assert.NotEqual(Id(bruno.Token), Id(ana.Token));
        foreach (var token in new[] { bruno.Token, ana.Token })
        {
            var text = Payload(token).GetRawText();
            foreach (var person in new[] { clinic.Ana, clinic.Bruno })
                Assert.DoesNotContain(new[] { person.Email!, person.Id, person.FullName, person.FullName.Split(' ')[0] }, text.Contains);
        }
    }

    [Fact]
    public async Task A_verifier_that_knows_the_secret_accepts_the_token_and_no_forgery()
    {
        var (bruno, _) = await RoomsAsync();
        var parts = bruno.Token.Split('.');
        string[] forgeries =
        [
            $"{Base64UrlEncoder.Encode("""{"alg":"none","typ":"JWT"}""")}.{parts[1]}.", $"{parts[0]}.{parts[1]}.", $"{parts[0]}.{parts[1]}.{parts[2][..^2]}AA",
            $"{parts[0]}.{Base64UrlEncoder.Encode(Base64UrlEncoder.Decode(parts[1]).Replace("cita-", "otra-"))}.{parts[2]}", parts[1],
        ];

        Assert.True((await VerifyAsync(bruno.Token, Secret)).IsValid);
        Assert.False((await VerifyAsync(bruno.Token, Secret + "x")).IsValid);
        foreach (var forgery in forgeries)
            Assert.False((await VerifyAsync(forgery, Secret)).IsValid);
    }

    [Fact]
    public async Task The_room_page_lets_only_that_server_run_script_and_use_the_camera()
    {
        var appointment = await clinic.BookAsync(now.AddMinutes(5));
        var bruno = await clinic.SignedInAsync(clinic.Bruno);
        var room = await (await bruno.OpenAsync($"/Visits/{appointment.PublicId}/Join")).SubmitAsync("Entrar");

        var headers = room.Response.Headers;
        var policy = headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("script-src 'self' https://meet.example.test;", policy);
        Assert.Contains("frame-src 'self' https://meet.example.test;", policy);
        Assert.DoesNotContain("unsafe", policy);
        var permitted = headers.GetValues("Permissions-Policy").Single().Split(", ");
        Assert.Contains("""camera=(self "https://meet.example.test")""", permitted);
        Assert.Contains("""microphone=(self "https://meet.example.test")""", permitted);
        Assert.Equal("no-referrer", headers.GetValues("Referrer-Policy").Single());
        Assert.False(headers.Contains("Cross-Origin-Embedder-Policy"));
        Assert.Equal("https://meet.example.test/external_api.js", room.Document.QuerySelector("#visit-room")!.GetAttribute("data-script"));
        Assert.Equal("", room.Document.QuerySelector("#visit-room")!.GetAttribute("data-display-name") ?? "");
    }

    private async Task<((string Room, string Token) Bruno, (string Room, string Token) Ana)> RoomsAsync()
    {
        var appointment = await clinic.BookAsync(now.AddMinutes(5));
        return (await RoomAsync(clinic.Bruno), await RoomAsync(clinic.Ana));

        async Task<(string, string)> RoomAsync(ClinicaMV.Accounts.ClinicUser person)
        {
            var visitor = await clinic.SignedInAsync(person);
            var room = await (await visitor.OpenAsync($"/Visits/{appointment.PublicId}/Join")).SubmitAsync("Entrar");
            var element = room.Document.QuerySelector("#visit-room")!;
            return (element.GetAttribute("data-room")!, element.GetAttribute("data-jwt")!);
        }
    }

    private Task<TokenValidationResult> VerifyAsync(string token, string secret) => new JsonWebTokenHandler().ValidateTokenAsync(token, new()
    {
        IssuerSigningKey = new SymmetricSecurityKey(Encoding.UTF8.GetBytes(secret)),
        ValidAlgorithms = ["HS256"], ValidIssuer = "clinicamv", ValidAudience = "clinicamv",
        LifetimeValidator = (from, to, _, _) => from <= clinic.Now && clinic.Now < to,
    });

    private static JsonElement Payload(string token) => JsonDocument.Parse(Base64UrlEncoder.Decode(token.Split('.')[1])).RootElement;

    private static JsonElement UserOf(string token) => Payload(token).GetProperty("context").GetProperty("user");

    private static (string?, bool, string?) User(string token)
        => (UserOf(token).GetProperty("affiliation").GetString(), UserOf(token).GetProperty("moderator").GetBoolean(), UserOf(token).GetProperty("name").GetString());

    private static string? Id(string token) => UserOf(token).GetProperty("id").GetString();

    protected static void Prepare(TestClinic clinic)
    {
        clinic.Configure("Jitsi:Server", "SelfHosted");
        clinic.Configure("Jitsi:Domain", "meet.example.test");
        clinic.Configure("Jitsi:AppId", "clinicamv");
        clinic.Configure("Jitsi:AppSecret", Secret);
    }
}

public sealed class SelfHostedStories_on_Sqlite(SelfHostedStories_on_Sqlite.Configured clinic) : SelfHostedStories(clinic), IClassFixture<SelfHostedStories_on_Sqlite.Configured>
{
    public sealed class Configured : SqliteClinic
    {
        public Configured() => Prepare(this);
    }
}

[Trait("Needs", "PostgreSql")]
public sealed class SelfHostedStories_on_PostgreSql(SelfHostedStories_on_PostgreSql.Configured clinic) : SelfHostedStories(clinic), IClassFixture<SelfHostedStories_on_PostgreSql.Configured>
{
    public sealed class Configured : PostgresClinic
    {
        public Configured() => Prepare(this);
    }
}
