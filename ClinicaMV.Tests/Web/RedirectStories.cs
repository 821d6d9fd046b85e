using System.Net;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Web;
using Microsoft.Extensions.DependencyInjection;

namespace ClinicaMV.Tests.Web;

/// <summary>S14, S15: nobody is sent out of the house, whatever the address or the headers say.</summary>
public abstract class RedirectStories(TestClinic clinic)
{
    private static readonly string[] Hostile =
    [
        "https://evil.test", "http://evil.test/", "//evil.test", "///evil.test", "////evil.test/x", "/\\evil.test", "\\\\evil.test", "\\/evil.test", "/\\/evil.test", "\\evil.test",
        "https:evil.test", "https:/evil.test", "https:\\evil.test", "http:///evil.test", "HTTPS://EVIL.TEST", "//evil.test:80", "//user@evil.test", "//localhost@evil.test", "https://localhost@evil.test/", "https://localhost.evil.test/",
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd", "ftp://evil.test", "mailto:x@evil.test", "blob:https://evil.test/x", "about:blank",
        "/\t/evil.test", "/\n/evil.test", "/\r\n/evil.test", "\t//evil.test", " //evil.test", "//evil.test ", "/%2f/evil.test", "/%2fevil.test", "/%5cevil.test", "/%5c%5cevil.test",
        "/%09/evil.test", "/%0d%0aLocation:%20https://evil.test", "/Appointments%0d%0aSet-Cookie:x=1", "/.//evil.test", "/..//evil.test", "/Appointments/..//evil.test", "/%2e%2e//evil.test", "/;//evil.test", "/@evil.test", "~//evil.test",
        "~/\\evil.test", "//[::1]/", "//0x7f000001", "//evil%E3%80%82test", "//evil。test", "/ñ", "\u202e//evil.test", "//\u0000evil.test", "?//evil.test", "#//evil.test",
        ".evil.test", "@evil.test", "evil.test", "", "/Appointments\\..\\..\\evil.test", "https://localhost/Appointments", "http://localhost/",
    ];

    private static readonly string[] Own =
    [
        "/Identity/Account/Logout", "/Identity/Account/Login", "/Identity/Account/Login?returnUrl=//evil.test", "/identity/account/logout", "/Language", "/Mailbox", "/Error", "/Nowhere",
        "/Calendar/x.ics", "/csp-report", "/css/clinic.css", "/Appointments/short", "/Appointments?handler=Cancel", "/Today?x=1&HANDLER=x", "/?handler=x", "~/Appointments", "/DemoJitsi/cita-x",
    ];

    [Fact]
    public async Task After_signing_in_nobody_is_sent_out_of_the_house_nor_to_what_is_no_page_to_look_at()
    {
        var (tried, external, wrong) = (0, 0, new List<string>());
        foreach (var address in Hostile.Concat(Own))
        {
            var page = await clinic.Visitor().OpenAsync("/Identity/Account/Login");
            using var answer = await page.SubmitOnceAsync("Input.Password", ("ReturnUrl", address), ("Input.Email", clinic.Ana.Email!), ("Input.Password", TestClinic.Password));
            tried++;
            // What is no text does not even get that far.
            if (address.Contains('\0') ? answer.StatusCode != HttpStatusCode.BadRequest || answer.Headers.Location is not null : answer.Headers.Location?.ToString() != "/")
                wrong.Add($"{address}: {answer.StatusCode} {answer.Headers.Location}");
            if (answer.Headers.Location is { } location && new Uri(new Uri("http://localhost/"), location).Host != "localhost")
                external++;
        }

        Assert.Equal([], wrong);
        Assert.InRange(Hostile.Length, 60, int.MaxValue);
        Scoreboard.Record("S14", GetType().Name, "hostile returnUrl at the sign-in", $"{tried} tried, {external} external");
    }

    [Fact]
    public async Task The_language_switch_on_a_refused_form_leads_back_to_its_page()
    {
        var today = await (await clinic.SignedInAsync(clinic.Bruno)).OpenAsync("/Today");
        var refused = (await today.SubmitElsewhereAsync("minutes", "/Today?day=2031-05-02&handler=Late", ("minutes", "7"))).Is(HttpStatusCode.BadRequest);

        var page = await refused.SubmitAsync("returnUrl", ("language", "en"));

        page.Is(HttpStatusCode.OK).IsAt("/Today").Shows("Friday, 2 May 2031");
    }

    [Fact]
    public async Task The_language_switch_stays_in_the_house_too()
    {
        var form = await clinic.Visitor().OpenAsync("/");
        foreach (var address in Hostile)
        {
            using var answer = await form.SubmitOnceAsync("returnUrl", ("returnUrl", address), ("language", "en"));
            Assert.True(address.Contains('\0') ? answer.StatusCode == HttpStatusCode.BadRequest && answer.Headers.Location is null : answer.Headers.Location?.ToString() is "/" or "/Error", $"{address}: {answer.Headers.Location}");
        }
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/Appointments")]
    [InlineData("/appointments/?p=2#top")]
    [InlineData("/Appointments/aaaaaaaaaaaaaaaaaaaaaaaaaa/Cancel")]
    [InlineData("/Visits/aaaaaaaaaaaaaaaaaaaaaaaaaa/Join")]
    [InlineData("/Admin/Users")]
    [InlineData("/Admin/Jobs")]
    [InlineData("/Today/Week?day=2026-11-23")]
    public void Where_a_mail_or_a_bookmark_leads_one_arrives(string address) => Assert.True(clinic.Services.GetRequiredService<ReturnUrls>().Knows(address));

    public static TheoryData<string, string> Spoofs()
    {
        var data = new TheoryData<string, string>();
        foreach (var name in new[] { "Host", "X-Forwarded-Host", "X-Forwarded-Server", "X-Host", "X-Original-Host", "X-Original-URL", "X-Rewrite-URL", "X-HTTP-Host-Override", "Forwarded", "X-Forwarded-Prefix", "X-Forwarded-Port", "X-Forwarded-Scheme" })
            data.Add(name, name == "Forwarded" ? "host=evil.test;proto=http" : "evil.test");
        foreach (var host in new[] { "evil.test:80", "localhost.evil.test", "localhost@evil.test", "EVIL.TEST", "[2001:db8::1]", "evil.test#localhost", "127.0.0.1", "xn--evl-zna.test" })
            data.Add("Host", host);
        return data;
    }

    [Theory]
    [MemberData(nameof(Spoofs))]
    public async Task Links_in_mail_begin_with_the_public_address_whatever_the_request_says(string header, string value)
    {
        clinic.NewDay();
        var (visitor, before) = (clinic.Visitor(), (await clinic.DeliverAsync()).Count);
        var page = await visitor.OpenAsync("/Identity/Account/ForgotPassword");
        visitor.Http.DefaultRequestHeaders.TryAddWithoutValidation(header, value);

        using var answer = await page.SubmitOnceAsync("Input.Email", ("Input.Email", clinic.Carla.Email!));

        // What is no host at all is refused before it reaches us, and nothing goes out.
        if (answer.StatusCode == HttpStatusCode.BadRequest)
        {
            Assert.True(header == "Host" && value.IndexOfAny(['@', '#']) >= 0, $"{header}: {value}");
            Assert.Equal(before, (await clinic.DeliverAsync()).Count);
            return;
        }

        Assert.Equal("/Identity/Account/ForgotPassword", answer.Headers.Location!.ToString());
        Assert.StartsWith("http://localhost/Identity/", (await clinic.MailToAsync(clinic.Carla)).Link());
    }
}

public sealed class RedirectStories_on_Sqlite(SqliteClinic clinic) : RedirectStories(clinic), IClassFixture<SqliteClinic>;

[Trait("Needs", "PostgreSql")]
public sealed class RedirectStories_on_PostgreSql(PostgresClinic clinic) : RedirectStories(clinic), IClassFixture<PostgresClinic>;
