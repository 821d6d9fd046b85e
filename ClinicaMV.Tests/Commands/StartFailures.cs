using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using ClinicaMV.Tests.Infrastructure;

namespace ClinicaMV.Tests.Commands;

/// <summary>What an administrator can get wrong, one mistake at a time (TRUST S08): one line that names the key, and nothing begun.</summary>
public sealed class StartFailures : IDisposable
{
    private const string JaasId = "Jitsi:AppId=vpaas-magic-cookie-0123456789abcdef0123456789abcdef";

    private static readonly Lazy<(string Name, string Pem)[]> Keys = new(MakeKeys);

    private readonly Installation production = Installation.ForProduction();
    private readonly Installation development = Installation.ForDevelopment();

    public StartFailures()
    {
        foreach (var (name, pem) in Keys.Value)
            File.WriteAllText(Path.Combine(production.Folder, name + ".pem"), pem);
    }

    [Fact]
    public async Task A_good_configuration_starts_in_Production_and_stops_when_asked()
    {
        // The first is somebody else's variable, as far as anybody can know.
        await using var run = production.With("Smtp:Host", "quisquilla").With("OTEL_SERVICE_NAME", "portal").Start();
        var inside = await run.ListeningAsync();
        var visitor = new Visitor(new Uri(Installation.PublicUrl), new ReverseProxy(inside));

        (await visitor.OpenAsync("/")).Is(HttpStatusCode.OK);
        foreach (var (host, status) in new[] { ("evil.test", 400), ("citas.example.org.evil.test", 400), ("10.0.0.1", 400), ("127.0.0.1", 200), ("CITAS.example.org", 200) })
            Assert.Equal((host, status), (host, await AskAsync(inside, host)));
        Assert.All(run.Output, line => Assert.Equal(System.Text.Json.JsonValueKind.Object, System.Text.Json.JsonDocument.Parse(line).RootElement.ValueKind));
        Assert.Equal(0, await run.StopAsync());
        Assert.Empty(run.Errors);
        Assert.DoesNotContain(Installation.MailPassword, run.Said);
        Assert.Single(run.Output, line => line.Contains("no options of the portal", StringComparison.Ordinal) && line.Contains("Smtp__Host", StringComparison.Ordinal));
        Assert.DoesNotContain("quisquilla", run.Said);
    }

    [Theory]
    [InlineData("Jitsi:Server", "Jitsi:Server=Demo")]
    [InlineData("Jitsi:AcceptOpenRooms", "Jitsi:Server=Public")]
    [InlineData("Jitsi:Server", "Jitsi:Server=Zoom")]
    [InlineData("Jitsi:Domain", "Jitsi:Domain")]
    [InlineData("Jitsi:Domain", "Jitsi:Domain=https://meet.example.org")]
    [InlineData("Jitsi:AppId", "Jitsi:AppId")]
    [InlineData("Jitsi:AppSecret", "Jitsi:AppSecret")]
    [InlineData("Jitsi:AppSecret", "Jitsi:AppSecret=k3Jd82hfYwq0PzmX7vbnA5sLeRtUiOp")]
    [InlineData("Jitsi:AppSecret", "Jitsi:AppSecret=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("Jitsi:AppSecret", "Jitsi:AppSecret=please-change-me-before-you-go-live")]
    [InlineData("Jitsi:AppSecret", "Jitsi:AppSecret=01234567890123456789012345678901")]
    [InlineData("Jitsi:AppSecret", "Jitsi:AppSecret=k3Jd82hfYwq0k3Jd82hfYwq0k3Jd82hfYwq0")]
    [InlineData("Jitsi:ReservationToken", "Jitsi:ReservationToken=short")]
    [InlineData("Jitsi:EventToken", "Jitsi:EventToken=please-change-me-before-you-go-live")]
    [InlineData("Jitsi:JaasWebhookSecret", "Jitsi:JaasWebhookSecret=whsec_4c1b9e7a2f6d8035b7e9a1c4d2f60837")]
    [InlineData("Jitsi:JaasWebhookSecret", "Jitsi:Server=JaaS", JaasId, "Jitsi:Domain", "Jitsi:AppSecret", "Jitsi:KeyId=k", "Jitsi:PrivateKeyFile=good.pem", "Jitsi:JaasWebhookSecret=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("Jitsi:RoomPrefix", "Jitsi:RoomPrefix=Cita")]
    [InlineData("Jitsi:RoomPrefix", "Jitsi:RoomPrefix=")]
    [InlineData("Jitsi:XmppDomain", "Jitsi:XmppDomain=")]
    [InlineData("Jitsi:Domain", "Jitsi:Domain=meet example org")]
    [InlineData("Jitsi:Domain", "Jitsi:Domain=meet.example.org:84430")]
    [InlineData("Jitsi:Domain", "Jitsi:Server=SelfHosted", "Jitsi:Domain=meet.jit.si")]
    [InlineData("Jitsi:Domain", "Jitsi:Server=SelfHosted", "Jitsi:Domain=Clinica.Meet.Jit.Si:443")]
    [InlineData("Jitsi:Domain", "Jitsi:Server=SelfHosted", "Jitsi:Domain=meet.jit.si", "Jitsi:AppId", "Jitsi:AppSecret", "Jitsi:AcceptOpenRooms=true")]
    [InlineData("Jitsi:ReservationToken", "Jitsi:Server=JaaS", JaasId, "Jitsi:Domain", "Jitsi:AppSecret", "Jitsi:KeyId=k", "Jitsi:PrivateKeyFile=good.pem", "Jitsi:ReservationToken=Rv-7kQ2mX9pLw4Zt8sNc3Hd6Fb1Yg5Ju0E")]
    [InlineData("Jitsi:AppSecret and Jitsi:PrivateKeyFile", "Jitsi:PrivateKeyFile=good.pem", "Jitsi:KeyId=k")]
    [InlineData("Jitsi:KeyId", "Jitsi:AppSecret", "Jitsi:PrivateKeyFile=good.pem")]
    [InlineData("Jitsi:KeyId", "Jitsi:AppSecret", "Jitsi:PrivateKeyFile=good.pem", "Jitsi:KeyId=two words")]
    [InlineData("Jitsi:PrivateKeyFile", "Jitsi:AppSecret", "Jitsi:KeyId=k")]
    [InlineData("Jitsi:PrivateKeyFile", "Jitsi:AppSecret", "Jitsi:KeyId=k", "Jitsi:PrivateKeyFile=nowhere.pem")]
    [InlineData("Jitsi:PrivateKeyFile", "Jitsi:AppSecret", "Jitsi:KeyId=k", "Jitsi:PrivateKeyFile=/")]
    [InlineData("Jitsi:PrivateKeyFile", "Jitsi:AppSecret", "Jitsi:KeyId=k", "Jitsi:PrivateKeyFile=/dev/zero")]
    [InlineData("Jitsi:PrivateKeyFile", "Jitsi:AppSecret", "Jitsi:KeyId=k", "Jitsi:PrivateKeyFile=public.pem")]
    [InlineData("Jitsi:PrivateKeyFile", "Jitsi:AppSecret", "Jitsi:KeyId=k", "Jitsi:PrivateKeyFile=short.pem")]
    [InlineData("Jitsi:PrivateKeyFile", "Jitsi:AppSecret", "Jitsi:KeyId=k", "Jitsi:PrivateKeyFile=curve.pem")]
    [InlineData("Jitsi:PrivateKeyFile", "Jitsi:AppSecret", "Jitsi:KeyId=k", "Jitsi:PrivateKeyFile=locked.pem")]
    [InlineData("Jitsi:Script", "Jitsi:Script=Copied")]
    [InlineData("Jitsi:Script", "Jitsi:Script=7")]
    [InlineData("Jitsi:AppId Jitsi:KeyId Jitsi:PrivateKeyFile Jitsi:AppSecret", "Jitsi:Server=JaaS", "Jitsi:Domain")]
    [InlineData("Jitsi:Domain", "Jitsi:Server=JaaS", JaasId, "Jitsi:AppSecret", "Jitsi:KeyId=k", "Jitsi:PrivateKeyFile=good.pem")]
    [InlineData("Jitsi:AppId", "Jitsi:Server=JaaS", "Jitsi:AppId=clinica", "Jitsi:Domain", "Jitsi:AppSecret", "Jitsi:KeyId=k", "Jitsi:PrivateKeyFile=good.pem")]
    [InlineData("Jitsi:KeyId", "Jitsi:Server=JaaS", JaasId, "Jitsi:Domain", "Jitsi:AppSecret", "Jitsi:KeyId=vpaas-magic-cookie-other/k", "Jitsi:PrivateKeyFile=good.pem")]
    [InlineData("Jitsi:PrivateKeyFile", "Jitsi:Server=JaaS", JaasId, "Jitsi:Domain", "Jitsi:AppSecret", "Jitsi:KeyId=k")]
    [InlineData("Clinic:PublicUrl", "Clinic:PublicUrl")]
    [InlineData("Clinic:PublicUrl", "Clinic:PublicUrl=http://citas.example.org")]
    [InlineData("Clinic:PublicUrl", "Clinic:PublicUrl=http://citas.example.org", "ASPNETCORE_ENVIRONMENT=Prod")]
    [InlineData("Clinic:PublicUrl", "Clinic:PublicUrl=https://citas.example.org/portal")]
    [InlineData("Clinic:PublicUrl", "Clinic:PublicUrl=https://somebody@citas.example.org/")]
    [InlineData("Clinic:PublicUrl", "Clinic:PublicUrl=https://citas.example.org/#top")]
    [InlineData("Clinic:PublicUrl", "Clinic:PublicUrl=/portal")]
    [InlineData("Clinic:PublicUrl", "Clinic:PublicUrl=https://")]
    [InlineData("Clinic:Name", "Clinic:Name=")]
    [InlineData("Retention:AddressDays", "Retention:AddressDays=0")]
    [InlineData("Audit:AnchorEmail", "Audit:AnchorEmail=nobody")]
    [InlineData("Clinic:ChangesUntilHours", "Clinic:ChangesUntilHours=-1")]
    [InlineData("Clinic:ChangesUntilHours", "Clinic:ChangesUntilHours=721")]
    [InlineData("Clinic:TimeZone", "Clinic:TimeZone=Europe/Madird")]
    [InlineData("Clinic:Culture", "Clinic:Culture=fr")]
    [InlineData("Clinic:Demo", "Clinic:Demo=true")]
    [InlineData("Clinic:Demo", "Clinic:Demo=perhaps")]
    [InlineData("Accounts:StaffNeedSecondStep", "Accounts:StaffNeedSecondStep=false")]
    [InlineData("Database:Provider", "Database:Provider=Oracle")]
    [InlineData("Database:Provider", "Database:Provider=7")]
    [InlineData("Database:ConnectionString", "Database:Provider=PostgreSql")]
    [InlineData("Database:ConnectionString", "Database:Provider=PostgreSql", "Database:ConnectionString=geheim-R7kQ")]
    [InlineData("Database:ConnectionString", "Database:Provider=PostgreSql", "Database:ConnectionString=Username=clinica;Password=geheim-R7kQ")]
    [InlineData("Database:ConnectionString", "Database:Provider=PostgreSql", "Database:ConnectionString=Host=127.0.0.1;Port=1;Username=clinica;Password=geheim-R7kQ")]
    [InlineData("Database:ConnectionString", "Database:Provider=PostgreSql", "Database:ConnectionString=Host=nobody.invalid;Username=clinica;Password=geheim-R7kQ")]
    [InlineData("Database:ConnectionString", "Database:ConnectionString=clinica.db")]
    [InlineData("Database:ConnectionString /proc.", "Database:ConnectionString=Data Source=/proc/clinica.db")]
    [InlineData("Database:DataDirectory", "Database:DataDirectory=")]
    [InlineData("Database:DataDirectory", "Database:DataDirectory=/dev/null/clinica")]
    [InlineData("Mail:From", "Mail:From")]
    [InlineData("Mail:From", "Mail:From=citas")]
    [InlineData("Mail:Host", "Mail:Host")]
    [InlineData("Mail:Port", "Mail:Port=0")]
    [InlineData("Mail:Port", "Mail:Port=smtp")]
    [InlineData("Mail:Security StartTls SslOnConnect", "Mail:Security=None")]
    [InlineData("Mail:Security StartTls SslOnConnect", "Mail:Security=1")]
    [InlineData("Mail:Reminders:1", "Mail:Reminders:0=45", "Mail:Reminders:1=2h")]
    [InlineData("Mail:Port Visits:ClosesMinutesAfter", "Mail:Port=smtp", "Visits:ClosesMinutesAfter=half an hour")]
    [InlineData("Mail:Transport", "Mail:Transport=Pickup")]
    [InlineData("Visits:PatientOpensMinutesBefore", "Visits:PatientOpensMinutesBefore=-1")]
    [InlineData("Visits:SpecialistOpensMinutesBefore", "Visits:SpecialistOpensMinutesBefore=half an hour")]
    [InlineData("Visits:ClosesMinutesAfter", "Visits:ClosesMinutesAfter=241")]
    [InlineData("Retention:AccessYears", "Retention:AccessYears=1")]
    [InlineData("Retention:TechnicalDays", "Retention:TechnicalDays=0")]
    [InlineData("Retention:MailBodyDays", "Retention:MailBodyDays=0")]
    [InlineData("Retention:CompanionDays", "Retention:CompanionDays=0")]
    [InlineData("Proxies:Known:0", "Proxies:Known:0=proxy.example.org")]
    [InlineData("Proxies:Known:1", "Proxies:Known:0=10.0.0.7", "Proxies:Known:1=10.0.0.7/24")]
    [InlineData("Proxies:Known:0", "Proxies:Known:0=0.0.0.0/0")]
    [InlineData("Mail:Pasword", "Mail:Pasword=geheim-R7kQ")]
    [InlineData("Mail:Reminders:first", "Mail:Reminders:first=60")]
    [InlineData("Mail:Reminders", "Mail:Reminders=60")]
    [InlineData("Clinic:Name:Foo", "Clinic:Name:Foo=bar")]
    [InlineData("Clinic:OpeningHours:Monday:Morning", "Clinic:OpeningHours:Monday:Morning=9:00-14:00")]
    [InlineData("Retention:Years Otel:Endpoint Backup:Keep", "Retention:Years=7", "Otel:Endpoint=collector", "Backup:Keep=0")]
    [InlineData("Backup:Folder", "Backup:Folder=backups", "Database:Provider=PostgreSql", "Database:ConnectionString=Host=nobody.invalid")]
    [InlineData("Role", "Role=boss")]
    [InlineData("Role", "Role=web")]
    public Task Production_refuses(string key, params string[] settings) => RefusesAsync(production, key, settings);

    [Fact]
    public void The_bad_configurations_of_Production_are_counted()
    {
        var bad = typeof(StartFailures).GetMethod(nameof(Production_refuses))!.GetCustomAttributes(typeof(InlineDataAttribute), false).Length;

        Assert.True(bad >= 25);
        Scoreboard.Record("S08", "test.sh", "Production refuses unsafe settings, one readable line each", $"{bad} bad configurations, each a test: non-zero exit, one line that names the key");
    }

    [Theory]
    [InlineData("Jitsi:Script", "Jitsi:Script=Pinned")]
    [InlineData("Jitsi:AppSecret", "Jitsi:Server=SelfHosted", "Jitsi:Domain=meet.example.org", "Jitsi:AppId=clinica")]
    [InlineData("Clinic:PublicUrl", "Clinic:PublicUrl=ftp://localhost")]
    [InlineData("Clinic:ChangesUntilHours", "Clinic:ChangesUntilHours=-1")]
    [InlineData("Clinic:ChangesUntilHours", "Clinic:ChangesUntilHours=721")]
    [InlineData("Clinic:TimeZone", "Clinic:TimeZone=Madrid")]
    [InlineData("Clinic:ThemeColour", "Clinic:ThemeColour=gold")]
    [InlineData("Clinic:ThemeColour", "Clinic:ThemeColour=#ffd700")]
    [InlineData("Clinic:OpeningHours:Monday", "Clinic:OpeningHours:Monday=9-14")]
    [InlineData("Clinic:OpeningHours:Lunes", "Clinic:OpeningHours:Lunes=9:00-14:00")]
    [InlineData("Clinic:GapMinutes", "Clinic:GapMinutes=7")]
    [InlineData("Clinic:AppointmentMinutes", "Clinic:AppointmentMinutes=0")]
    [InlineData("Mail:RemindersOn", "Mail:RemindersOn=perhaps")]
    [InlineData("Mail:Host", "Mail:Transport=Smtp")]
    [InlineData("Visits:ClosesMinutesAfter", "Visits:ClosesMinutesAfter=1.5")]
    [InlineData("Jitsy Clinc Mial Retentions", "Jitsy:Domain=meet.example.org", "Clinc:Name=Clínica", "Mial:Host=smtp.example.org", "Retentions:AccessYears=6")]
    [InlineData("Clinic:Name Jitsi:RoomPrefix Mail:From", "Clinic:Name=", "Jitsi:RoomPrefix=Cita", "Mail:From=nadie")]
    public Task Development_refuses(string key, params string[] settings) => RefusesAsync(development, key, settings);

    [Theory]
    [InlineData("http://192.0.2.1:8080")]
    [InlineData("https://127.0.0.1:0")]
    [InlineData("nowhere")]
    public async Task An_address_that_cannot_be_listened_on_is_one_line(string urls)
    {
        await using var run = production.With("URLS", urls).Start();

        await AssertOneLineAsync(run, "urls");
    }

    [Theory]
    [InlineData("URLS", "http://127.0.0.l:0")]
    [InlineData("URLS", "http://127.0.0.1:5392x")]
    [InlineData("URLS", "http://127.0.0.1:70000")]
    [InlineData("URLS", "http://127.0.0.1:0;http://portal:0")]
    [InlineData("ASPNETCORE_URLS", "http://local host:0")]
    [InlineData("Kestrel:Endpoints:Inside:Url", "http://127.0.0.l:0")]
    public async Task A_misspelt_address_opens_the_portal_to_nobody(string key, string urls)
    {
        await using var run = production.With("URLS").With(key, urls).Start();

        await AssertOneLineAsync(run, key.EndsWith("Url", StringComparison.Ordinal) ? key : "urls", urls.Split(';')[^1]);
        Assert.False(Directory.Exists(production.Data));
    }

    [Fact]
    public async Task A_port_in_use_is_one_line()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        await using var run = production.With("URLS", $"http://{other.LocalEndpoint}").Start();

        await AssertOneLineAsync(run, "urls", $"{other.LocalEndpoint}");
    }

    [Theory]
    [InlineData("Mail_Password", "Mail_Password")]
    [InlineData("MailPassword", "MailPassword")]
    [InlineData("Smtp__Password", "Smtp__Password")]
    [InlineData("Mail", "secret file Mail ")]
    [InlineData("Mail__Pasword", "Mail:Pasword")]
    public async Task A_secret_file_that_is_no_option_is_one_line(string file, string named)
    {
        var secrets = Directory.CreateDirectory(Path.Combine(production.Folder, "secrets")).FullName;
        await File.WriteAllTextAsync(Path.Combine(secrets, file), Installation.MailPassword);
        await using var run = production.With("CLINICAMV_SECRETS", secrets).Start();

        await AssertOneLineAsync(run, named);
        Assert.False(Directory.Exists(production.Data));
    }

    [Fact]
    public async Task A_settings_file_with_a_section_that_is_none_is_one_line()
    {
        await File.WriteAllTextAsync(Path.Combine(production.Folder, "appsettings.Production.json"), """{ "Kestrel": {}, "Mail": {}, "Smtp": { "Host": "smtp.example.org" }, "Telemetry": "on" }""");
        await using var run = production.Start();

        await AssertOneLineAsync(run, "Smtp:Host in appsettings.Production.json", "Telemetry in appsettings.Production.json");
        Assert.DoesNotContain("Kestrel", run.Said);
    }

    [Fact]
    public async Task A_settings_file_that_is_no_JSON_is_one_line()
    {
        await File.WriteAllTextAsync(Path.Combine(production.Folder, "appsettings.json"), "{ \"Clinic\": { ");
        await using var run = production.Start();

        await AssertOneLineAsync(run, "appsettings.json");
        Assert.False(Directory.Exists(production.Data));
    }

    [Fact]
    public async Task A_copy_to_a_server_that_is_away_is_one_line_and_nothing_else()
    {
        await production.MakeAsync();
        await using var run = production.Start("database", "copy", "--to", "Host=127.0.0.1;Port=1;Username=clinica;Password=geheim-R7kQ");

        await AssertOneLineAsync(run, "database copy", "127.0.0.1:1");
        Assert.Empty(run.Output);
    }

    [Fact]
    public async Task A_pinned_script_that_nobody_has_pinned_is_one_line()
    {
        await using var run = production.With("Jitsi:Script", "Pinned").Start();

        await AssertOneLineAsync(run, "Jitsi:Script", "jitsi pin");
    }

    [Fact]
    public async Task A_misspelt_verb_does_not_start_the_portal()
    {
        await using var run = production.Start("admn", "create", "--email", "delia@clinica.example");

        await AssertOneLineAsync(run, "admn");
        Assert.False(Directory.Exists(production.Data));
    }

    [Theory]
    [InlineData("audit has verify, export, prune, catalogue", "audit", "verfy")]
    [InlineData("audit has verify, export, prune, catalogue", "audit")]
    [InlineData("create: Option '--email' is required", "admin", "create")]
    public async Task A_verb_that_is_none_or_lacks_something_is_one_line_and_not_the_whole_help(string said, params string[] line)
    {
        await using var run = production.Start(line);

        await AssertOneLineAsync(run, said);
        Assert.Empty(run.Output);
    }

    [Fact]
    public async Task Whoever_asks_a_verb_for_help_gets_it()
    {
        await using var run = production.Start("audit", "--help");

        Assert.Equal(0, await run.EndAsync());
        Assert.Contains("prune", run.Said);
    }

    [Theory]
    [InlineData("--tria", "restore", "nothing.zip", "--tria")]
    [InlineData("--dry-run", "restore", "nothing.zip", "--dry-run")]
    [InlineData("another.zip", "restore", "nothing.zip", "another.zip")]
    [InlineData("--dryrun", "audit", "prune", "--dryrun")]
    [InlineData("--anchors", "audit", "verify", "--anchors", "/nonexistent")]
    [InlineData("--too", "backup", "--too", "/tmp/x")]
    [InlineData("--dry-run", "keys", "rotate", "--dry-run")]
    [InlineData("--dry-run", "database", "copy", "--to", "Host=127.0.0.1;Port=1", "--dry-run")]
    [InlineData("--Backup:Foldr", "backup", "--Backup:Foldr", "/tmp/x")]
    [InlineData("--Bckps:Folder", "backup", "--Bckps:Folder=/tmp/x")]
    [InlineData("--roel", "--roel", "worker")]
    [InlineData("--roel", "serve", "--roel", "worker")]
    [InlineData("--role", "serve", "--role")]
    [InlineData("mial", "doctor", "mial")]
    public async Task A_misspelt_option_and_a_word_too_many_are_one_line_and_nothing_is_done(string named, params string[] line)
    {
        await using var run = production.Start(line);

        await AssertOneLineAsync(run, $"“{named}”");
        Assert.False(Directory.Exists(production.Data));
    }

    public void Dispose()
    {
        production.Dispose();
        development.Dispose();
    }

    private static (string, string)[] MakeKeys()
    {
        using var rsa = RSA.Create(2048);
        using var shorter = RSA.Create(1024);
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return
        [
            ("good", rsa.ExportPkcs8PrivateKeyPem()), ("public", rsa.ExportSubjectPublicKeyInfoPem()), ("short", shorter.ExportPkcs8PrivateKeyPem()), ("curve", curve.ExportPkcs8PrivateKeyPem()),
            ("locked", rsa.ExportEncryptedPkcs8PrivateKeyPem("x", new(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1))),
        ];
    }

    private static async Task<int> AskAsync(Uri inside, string host)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, inside) { Headers = { Host = host } };
        request.Headers.Add("X-Forwarded-Proto", "https");
        using var answer = await http.SendAsync(request);
        return (int)answer.StatusCode;
    }

    private static async Task RefusesAsync(Installation installation, string keys, string[] settings)
    {
        foreach (var setting in settings)
            installation.With(setting);
        await using var run = installation.Start();

        await AssertOneLineAsync(run, keys.Split(' '));
        Assert.Empty(Directory.GetFiles(installation.Folder, "*.db", SearchOption.AllDirectories));
    }

    private static async Task AssertOneLineAsync(ProgramRun run, params string[] named)
    {
        Assert.NotEqual(0, await run.EndAsync());
        Assert.True(run.Errors.Count == 1, run.Said);
        Assert.All(named, name => Assert.Contains(name, run.Errors[0]));
        Assert.DoesNotContain(run.Output.Concat(run.Errors), line => line.StartsWith("   at ") || line.Contains("Exception") || line.Contains("DataAnnotation") || line.Contains("ClinicaMV.Jitsi."));
        Assert.DoesNotContain(Installation.MailPassword, run.Said);
    }
}
