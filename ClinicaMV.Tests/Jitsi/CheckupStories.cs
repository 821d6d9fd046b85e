using System.Net;
using System.Net.Sockets;
using ClinicaMV.Clinic;
using ClinicaMV.Data;
using ClinicaMV.Jitsi;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Visits;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Tests.Jitsi;

/// <summary>What <c>doctor jitsi</c> finds at a server that is set well, and at such as are set badly in one way each.</summary>
public sealed class CheckupStories(SqliteWithServer clinic) : IClassFixture<SqliteWithServer>, IAsyncLifetime
{
    private static readonly string[] Well = ["Server: ", "Clock: ", "Script: ", "Config: ", "Good token: accepted", "No token: refused (token required)", "Expired token: refused (Not acceptable by exp)",
        "Token with alg none: refused (Invalid or incorrect alg)", "Token by another key: refused (Invalid signature)", "Room: opened, and the specialist moderates it", "Reservation: off", "Patient: in the room, no moderator (member)",
        "Token for another room: refused (not-allowed)", "Events: off"];

    private FakeJitsi jitsi = new();
    private JitsiOptions options = Tokens.SharedSecret();

    public async Task InitializeAsync() => await jitsi.StartAsync();

    public async Task DisposeAsync() => await jitsi.DisposeAsync();

    [Fact]
    public async Task A_server_that_is_well_set_is_green_from_top_to_bottom()
    {
        var findings = await RunAsync();

        Assert.All(findings, f => Assert.True(f.IsGood, f.Line));
        Assert.Equal(Well.Length, findings.Count);
        Assert.All(Well.Zip(findings), pair => Assert.StartsWith(pair.First, pair.Second.Line));
        Assert.Contains("release 8719", findings[0].Line);
        Assert.DoesNotContain(findings, f => f.Line.Contains("eyJ") || f.Line.Contains(Tokens.Secret) || f.Line.Contains("cita-"));
    }

    [Fact]
    public async Task What_the_server_asks_and_tells_has_to_arrive()
    {
        (options.ReservationToken, options.EventToken) = (VideoServer.ReservationToken, VideoServer.EventToken);
        var unheard = (await RunAsync()).Where(f => !f.IsGood).Select(f => f.Line.Split(':')[0]);

        var server = new VideoServer(clinic);
        clinic.NewDay();
        jitsi.Asks = async room => (await server.AskAsync(room)).EnsureSuccessStatusCode();
        jitsi.Tells = async room => (await server.ReportAsync("room/created", new { room_name = room, created_at = 1_795_425_777 })).EnsureSuccessStatusCode();
        var heard = await RunAsync();
        (jitsi.Asks, jitsi.Tells) = (_ => Task.CompletedTask, _ => Task.CompletedTask);
        var afterwards = (await RunAsync()).Where(f => !f.IsGood).Select(f => f.Line.Split(':')[0]);

        Assert.Equal(["Reservation", "Events"], unheard);
        // What is on record of one check-up proves nothing of the next.
        Assert.Equal(["Reservation", "Events"], afterwards);
        Assert.All(heard, f => Assert.True(f.IsGood, f.Line));
        Assert.Contains(heard, f => f.Line == "Reservation: asked for, and granted.");
        Assert.Contains(heard, f => f.Line == "Events: the server tells who comes and goes.");
    }

    [Fact]
    public async Task A_server_with_a_key_server_is_green_too()
    {
        var folder = Directory.CreateTempSubdirectory("clinicamv-key-");
        options = Tokens.KeyServer(Tokens.WriteKey(folder.FullName));
        jitsi.Door = Tokens.Verifier(options);

        var findings = await RunAsync();

        Assert.All(findings, f => Assert.True(f.IsGood, f.Line));
        Assert.Contains(findings, f => f.Line.StartsWith("Token by another key: refused (Invalid signature)"));
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task JaaS_is_green_when_its_webhooks_arrive_and_is_never_said_to_ask_for_rooms()
    {
        var folder = Directory.CreateTempSubdirectory("clinicamv-key-");
        await jitsi.DisposeAsync();
        jitsi = await new FakeJitsi { Domain = JitsiOptions.JaasDomain, Config = "hosts.domain = '8x8.vc'; hosts.muc = 'conference.' + subdomain + '8x8.vc';" }.StartAsync();
        options = Tokens.Jaas(Tokens.WriteKey(folder.FullName));
        options.JaasWebhookSecret = VideoServer.WebhookSecret;
        jitsi.Door = Tokens.Verifier(options);

        jitsi.Tells = room => clinic.InAsync<RoomEvents>(events => events.TakeAsync(new(room, false, []), null, default));

        var heard = await RunAsync();
        clinic.NewDay();
        var since = clinic.Now;
        var waiting = clinic.InAsync<ClinicDb, Finding>(db => new ArrivalCheckup(Options.Create(options), db, clinic.Clock).EventAsync("Checkup,00000000", default));
        while (!waiting.IsCompleted)
        {
            clinic.Clock.Advance(TimeSpan.FromMilliseconds(500));
            await Task.Delay(2);
        }

        var unheard = await waiting;
        Assert.False(unheard.IsGood);
        Assert.StartsWith("Events: no webhook has arrived.", unheard.Line);
        Assert.Contains("{Clinic:PublicUrl}/Jitsi/JaaS with ROOM_CREATED", unheard.Line);
        Assert.InRange((clinic.Now - since).TotalSeconds, 30, 60);
        Assert.All(heard, f => Assert.True(f.IsGood, f.Line));
        Assert.Contains(heard, f => f.Line.StartsWith("Reservation: JaaS asks no such question"));
        Assert.Contains(heard, f => f.Line.StartsWith("Token by another key: refused (Invalid signature)"));
        folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("guests", "No token: accepted!", "ENABLE_GUESTS=0")]
    [InlineData("no time", "Expired token: accepted!", "AUTH_TYPE=jwt")]
    [InlineData("no signature", "Token with alg none: accepted!", "AUTH_TYPE=jwt")]
    [InlineData("no signature", "Token by another key: accepted!", "AUTH_TYPE=jwt")]
    [InlineData("another secret", "Good token: refused (Invalid signature)", "JWT_APP_SECRET")]
    [InlineData("another secret", "Bad tokens: not tried", "proves nothing")]
    [InlineData("another issuer", "Good token: refused (invalid 'iss' claim)", "JWT_ACCEPTED_ISSUERS")]
    [InlineData("another audience", "Good token: refused (invalid 'aud' claim)", "JWT_ACCEPTED_AUDIENCES")]
    [InlineData("open rooms", "Token for another room: let in!", "token_verification")]
    [InlineData("auto owner", "Patient: moderates the room", "ENABLE_AUTO_OWNER=0")]
    [InlineData("no owner", "Room: the specialist does not moderate it", "token_affiliation")]
    [InlineData("no reservation", "Room: not opened (reservation-error: Esta sala no existe)", "PROSODY_RESERVATION_REST_BASE_URL")]
    [InlineData("no public key", "Good token: refused (could not obtain public key)", "JWT_ASAP_KEYSERVER to {Clinic:PublicUrl}/Jitsi/Keys")]
    [InlineData("unexpected", "Good token: refused (an unexpected condition)", "docs/jitsi.md")]
    [InlineData("behind", "Clock: the server's is ", "behind ours, and tokens will be too early")]
    [InlineData("ahead", "Clock: the server's is ", "ahead of ours, and tokens end too soon")]
    [InlineData("no script", "https://localhost", "is not Jitsi's external_api.js")]
    [InlineData("no config", "Config: config.js names no XMPP server", "Is this a Jitsi Meet?")]
    [InlineData("another domain", "Config: the server's XMPP domain is meet.example.test", "Set Jitsi:XmppDomain")]
    [InlineData("unknown host", "XMPP: the server broke off (host-unknown)", "Jitsi:XmppDomain")]
    [InlineData("mute", "XMPP: the server did not answer", "/http-bind")]
    [InlineData("entities", "XMPP: /http-bind is no BOSH endpoint", "/http-bind")]
    [InlineData("no pin", "Script: Jitsi:Script is Pinned, and there is no copy", "jitsi pin")]
    [InlineData("no tokens", "Jitsi:AcceptOpenRooms", "docs/jitsi.md")]
    public async Task A_server_that_is_badly_set_is_named_with_the_remedy(string how, string finding, string remedy)
    {
        Spoil(how);

        var bad = (await RunAsync()).Where(f => !f.IsGood).ToList();

        Assert.Contains(bad, f => f.Line.StartsWith(finding, StringComparison.Ordinal) && f.Line.Contains(remedy));
    }

    [Fact]
    public async Task Where_nobody_answers_or_nobody_is_trusted_that_is_all_it_says()
    {
        var untrusted = Assert.Single(await RunAsync(new JitsiServerClient(JitsiServerClient.Network())));
        await jitsi.DisposeAsync();
        var gone = Assert.Single(await RunAsync());

        Assert.Contains("no TLS that can be trusted", untrusted.Line);
        Assert.Contains("nobody answers", gone.Line);
        Assert.False(untrusted.IsGood || gone.IsGood);
    }

    [Theory]
    [InlineData("localhost", 1, "Nobody whom this machine trusts has signed its certificate")]
    [InlineData("localhost", -1, "Its certificate has expired")]
    [InlineData("meet.example.test", 1, "Its certificate is for another name")]
    public async Task What_is_wrong_with_a_certificate_is_said_and_nobody_is_sent_to_the_firewall(string name, int days, string says)
    {
        await jitsi.DisposeAsync();
        jitsi = await new FakeJitsi { Certificate = SmtpServer.SelfSigned(name, days) }.StartAsync();

        var untrusted = Assert.Single(await RunAsync(new JitsiServerClient(JitsiServerClient.Network())));

        Assert.Contains(says, untrusted.Line);
        Assert.DoesNotContain("firewall", untrusted.Line);
    }

    [Theory]
    [InlineData("var config = { hosts: { domain: 'meet.example.test', muc: 'conference.' + subdomain + 'meet.example.test' } };", "meet.example.test", "conference.meet.example.test")]
    [InlineData("hosts: {\n // domain: 'x',\n domain: \"8x8.vc\",\n muc: 'conference.' + subdomain + '8x8.vc', }", "8x8.vc", "conference.8x8.vc")]
    [InlineData("hosts: { anonymousdomain: 'guest.x', authdomain: 'y' }", null, null)]
    [InlineData("<html></html>", null, null)]
    public void The_names_are_read_out_of_config_js(string text, string? domain, string? muc)
        => Assert.Equal(new(domain, muc), JitsiConfig.Read(text, ""));

    [Fact]
    public void A_customer_of_JaaS_has_names_of_its_own()
        => Assert.Equal("conference.vpaas-x.8x8.vc", JitsiConfig.Read("muc: 'conference.' + subdomain + '8x8.vc'", "vpaas-x.").Muc);

    private void Spoil(string how)
    {
        ProsodyVerifier Door(string issuer = "clinicamv", string audience = "clinicamv", string secret = Tokens.Secret, string? refusal = null)
            => new("HS256", issuer, audience, "meet.jitsi") { Secret = secret, Refuses = refusal };
        switch (how)
        {
            case "guests": jitsi.Door = new("HS256", "clinicamv", "clinicamv", "meet.jitsi") { Secret = Tokens.Secret, AllowsEmpty = true }; break;
            case "no time": jitsi.Door = new("HS256", "clinicamv", "clinicamv", "meet.jitsi") { Secret = Tokens.Secret, IgnoresTime = true }; break;
            case "no signature": jitsi.Door = new("HS256", "clinicamv", "clinicamv", "meet.jitsi") { IgnoresSignature = true }; break;
            case "another secret": jitsi.Door = Door(secret: "another"); break;
            case "another issuer": jitsi.Door = Door(issuer: "other"); break;
            case "another audience": jitsi.Door = Door(audience: "other"); break;
            case "open rooms": jitsi.RoomsCheckTokens = false; break;
            case "auto owner": jitsi.EverybodyModerates = true; break;
            case "no owner": jitsi.NobodyModerates = true; break;
            case "no reservation": jitsi.ReservationRefusal = "Esta sala no existe"; break;
            case "no public key": jitsi.Door = Door(refusal: "could not obtain public key"); break;
            case "unexpected": jitsi.Door = Door(refusal: "an unexpected condition"); break;
            case "behind": jitsi.ClockAhead = TimeSpan.FromSeconds(-40); break;
            case "ahead": jitsi.ClockAhead = TimeSpan.FromSeconds(90); break;
            case "no script": jitsi.Script = jitsi.StartPage; break;
            case "no config": jitsi.Config = jitsi.StartPage; break;
            case "another domain": jitsi.Config = "hosts.domain = 'meet.example.test'; hosts.muc = 'muc.meet.example.test';"; break;
            case "unknown host": options.XmppDomain = "meet.example.test"; break;
            case "mute": jitsi.IsMute = true; break;
            case "entities": jitsi.Prologue = """<!DOCTYPE body [<!ENTITY file SYSTEM "file:///etc/hostname">]>"""; break;
            case "no pin": options.Script = JitsiScript.Pinned; break;
            case "no tokens": (options.AppSecret, options.AcceptOpenRooms) = ("", true); break;
            default: throw new ArgumentOutOfRangeException(nameof(how), how, null);
        }
    }

    private async Task<List<Finding>> RunAsync(JitsiServerClient? client = null)
    {
        if (options.Server is JitsiServer.SelfHosted)
            options.Domain = jitsi.Host;
        // Waiting is looking at the clock.
        jitsi.Clock = clinic.Clock;
        clinic.Clock.AutoAdvanceAmount = TimeSpan.FromMilliseconds(500);
        client ??= new(new SocketsHttpHandler
        {
            SslOptions = { RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == jitsi.Certificate.GetCertHashString() },
            // Under whatever name.
            ConnectCallback = async (_, cancel) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(IPAddress.Loopback, new Uri($"https://{jitsi.Host}").Port, cancel);
                return new NetworkStream(socket, ownsSocket: true);
            },
        });
        await using var scope = clinic.Services.CreateAsyncScope();
        var (wrapped, db) = (Options.Create(options), scope.ServiceProvider.GetRequiredService<ClinicDb>());
        var checkup = new CheckupRoom(wrapped, Tokens.Minter(options), clinic.Services.GetRequiredService<RoomKeys>(), clinic.Clock);
        var rooms = new RoomCheckup(wrapped, client, checkup, new ArrivalCheckup(wrapped, db, clinic.Clock), clinic.Clock);
        List<Finding> findings = [];
        await foreach (var finding in new JitsiCheckup(wrapped, client, new PinnedScripts(db, wrapped, clinic.Clock), rooms, clinic.Clock).RunAsync(default))
            findings.Add(finding);
        clinic.Clock.AutoAdvanceAmount = TimeSpan.Zero;
        return findings;
    }
}
