using System.Net;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Tests.Visits;

namespace ClinicaMV.Tests.Web;

/// <summary>S07: every endpoint, asked by everybody, against a table of headers that is written down here and nowhere computed.</summary>
public abstract class EndpointHeaderStories(TestClinic clinic)
{
    private static readonly Golden Everywhere = new(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; media-src 'self'; manifest-src 'self'; "
            + "frame-src 'none'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; report-uri /csp-report; report-to csp",
        "accelerometer=(), browsing-topics=(), camera=(), clipboard-read=(), clipboard-write=(), display-capture=(), "
            + "encrypted-media=(), fullscreen=(), geolocation=(), gyroscope=(), hid=(), identity-credentials-get=(), idle-detection=(), local-fonts=(), magnetometer=(), "
            + "microphone=(), midi=(), otp-credentials=(), payment=(), picture-in-picture=(), publickey-credentials-create=(), publickey-credentials-get=(), "
            + "screen-wake-lock=(), serial=(), storage-access=(), usb=(), window-management=(), xr-spatial-tracking=()",
        "same-origin", "no-store");

    private static readonly Golden Visits = Everywhere with
    {
        Permissions = Everywhere.Permissions.Replace(
            "camera=(), clipboard-read=(), clipboard-write=(), display-capture=(), encrypted-media=(), fullscreen=()",
            "camera=(self), clipboard-read=(), clipboard-write=(self), display-capture=(self), encrypted-media=(), fullscreen=(self)")
            .Replace("microphone=()", "microphone=(self)").Replace("picture-in-picture=()", "picture-in-picture=(self)").Replace("screen-wake-lock=()", "screen-wake-lock=(self)"),
    };

    private static readonly Golden SignIn = Everywhere with
    {
        Permissions = Everywhere.Permissions.Replace("publickey-credentials-create=(), publickey-credentials-get=()", "publickey-credentials-create=(self), publickey-credentials-get=(self)"),
    };

    private static readonly Golden Devices = Everywhere with
    {
        Permissions = Everywhere.Permissions.Replace("camera=()", "camera=(self)").Replace("microphone=()", "microphone=(self)"),
    };

    /// <summary>The routes that differ, by the beginning of their path; the last that fits counts.</summary>
    private static readonly (string Path, Golden Headers)[] Exceptions =
    [
        ("/Identity/Account/", SignIn),
        ("/Account/Passkeys", SignIn),
        ("/Account/ConfirmIdentity", SignIn),
        ("/DeviceCheck", Devices),
        ("/DeviceCheck/Bytes", Everywhere),
        ("/Visits/{id:length(26)}/DeviceCheck", Devices),
        ("/Visits/{id:length(26)}/Room", Visits with { Content = Everywhere.Content.Replace("frame-src 'none'", "frame-src 'self'"), Referrer = "no-referrer" }),
        ("/Companion/{id:length(26)}/Room", Visits with { Content = Everywhere.Content.Replace("frame-src 'none'", "frame-src 'self'"), Referrer = "no-referrer" }),
        ("/DemoJitsi/{room:", Visits with { Content = Everywhere.Content.Replace("frame-ancestors 'none'", "frame-ancestors 'self'") }),
        ("/Mailbox", Everywhere with { Content = Everywhere.Content.Replace("frame-src 'none'", "frame-src 'self'") }),
        ("/Mailbox/{file}", Everywhere with { Content = Everywhere.Content.Replace("script-src 'self'; style-src 'self'", "script-src 'none'; style-src 'self' 'unsafe-inline'").Replace("frame-ancestors 'none'", "frame-ancestors 'self'") }),
        ("/Admin/Jobs", Everywhere with { Content = Everywhere.Content.Replace("style-src 'self'", "style-src 'self' 'unsafe-inline'") }),
        ("/Calendar/{secret}.ics", Everywhere with { Cache = "private, max-age=300" }),
        ("/theme.css", Everywhere with { Cache = "no-cache" }),
        ("/manifest.webmanifest", Everywhere with { Cache = "public, max-age=3600" }),
    ];

    [Fact]
    public async Task Every_answer_of_every_endpoint_has_the_headers_of_the_table()
    {
        var appointment = await clinic.BookAsync(clinic.NewDay().AddMinutes(5));
        var visitors = new List<Visitor> { clinic.Visitor() };
        foreach (var person in new[] { clinic.Ana, clinic.Bruno, clinic.Delia })
            visitors.Add(await clinic.SignedInAsync(person));
        await (await visitors[1].OpenAsync($"/Visits/{appointment.PublicId}/Join")).SubmitAsync("Entrar");
        var (marta, companion) = await new CompanionDay(clinic).PutInRoomAsync(appointment);
        var (answers, deviations, shown) = (0, new List<string>(), new HashSet<string>());
        foreach (var route in clinic.Routes().Where(r => !r.IsAsset()))
        {
            foreach (var visitor in route.TakesCompanion() ? [.. visitors, marta] : visitors)
            {
                foreach (var method in new[] { HttpMethod.Get, HttpMethod.Head, HttpMethod.Post, HttpMethod.Options })
                {
                    using var answer = await visitor.SendAsync(method, route.With(appointment.PublicId, clinic.Ana.Id, clinic.Bruno.Id, companion.PublicId));
                    answers++;
                    if (answer.IsSuccessStatusCode)
                        shown.Add(route.Path());
                    deviations.AddRange(Deviations(route.Path(), answer).Select(d => $"{method} {route.Path()} ({(int)answer.StatusCode}): {d}"));
                }
            }
        }

        Assert.Equal([], deviations);
        Assert.All(Exceptions, e => Assert.True(e.Path is "/Mailbox/{file}" or "/Calendar/{secret}.ics" || shown.Any(path => path.StartsWith(e.Path, StringComparison.Ordinal)), $"{e.Path} was never shown."));
        Scoreboard.Record("S07", GetType().Name, "every endpoint × 4 people × 4 methods against the golden header table", $"{answers} answers, {deviations.Count} deviations");
    }

    [Theory]
    [InlineData("/css/clinic.css")]
    [InlineData("/js/site.js")]
    [InlineData("/img/favicon.svg")]
    public async Task Files_have_them_too_and_may_be_kept(string file)
    {
        using var answer = await clinic.Visitor().SendAsync(HttpMethod.Get, file);

        Assert.Equal([], Deviations("(none)", answer).Where(d => !d.StartsWith("Cache-Control", StringComparison.Ordinal)));
        Assert.False(answer.Headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task Signing_out_has_the_browser_forget_pages_and_storage_but_no_cookie_of_others()
    {
        var ana = await clinic.SignedInAsync(clinic.Ana);
        var page = await ana.OpenAsync("/Identity/Account/Logout");
        Assert.False(page.Response.Headers.Contains("Clear-Site-Data"));

        using var answer = await page.SubmitOnceAsync("Salir");

        Assert.Equal("\"cache\", \"storage\"", answer.Headers.GetValues("Clear-Site-Data").Single());
    }

    private static IEnumerable<string> Deviations(string path, HttpResponseMessage answer)
    {
        // An answer in words is the error page's, whatever was asked for.
        var own = Exceptions.LastOrDefault(e => path.StartsWith(e.Path, StringComparison.Ordinal)).Headers ?? Everywhere;
        // What a page refuses, and OPTIONS, is answered by the error page.
        var isShown = answer.IsSuccessStatusCode && answer.RequestMessage!.Method != HttpMethod.Options;
        Golden[] allowed = isShown ? [own] : [own, Everywhere];
        if (answer.Content.Headers.ContentType is { CharSet: not "utf-8", MediaType: { } media } type && (media.StartsWith("text/", StringComparison.Ordinal) || media.EndsWith("+xml", StringComparison.Ordinal)))
            yield return $"Content-Type: {type}";
        foreach (var (name, values) in Golden.Names.Select(n => (n, allowed.Select(a => a.ValueOf(n)).ToHashSet())))
        {
            var value = answer.Headers.TryGetValues(name, out var found) ? string.Join(", ", found) : null;
            // What is no page may say it in more words: the framework's forms do.
            if (!values.Contains(value) && !(name == "Cache-Control" && value?.Contains("no-store") == true && !isShown))
                yield return $"{name}: {value}";
        }
    }

    private sealed record Golden(string Content, string Permissions, string Referrer, string Cache)
    {
        public static readonly string[] Names =
        [
            "Content-Security-Policy", "Permissions-Policy", "Referrer-Policy", "Cache-Control", "Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy",
            "X-Content-Type-Options", "Reporting-Endpoints", "Strict-Transport-Security", "Cross-Origin-Embedder-Policy", "Access-Control-Allow-Origin", "Server",
        ];

        public string? ValueOf(string name) => name switch
        {
            "Content-Security-Policy" => Content,
            "Permissions-Policy" => Permissions,
            "Referrer-Policy" => Referrer,
            "Cache-Control" => Cache,
            "Cross-Origin-Opener-Policy" or "Cross-Origin-Resource-Policy" => "same-origin",
            "X-Content-Type-Options" => "nosniff",
            "Reporting-Endpoints" => "csp=\"/csp-report\"",
            _ => null,
        };
    }
}

public sealed class EndpointHeaderStories_on_Sqlite(SqliteClinic clinic) : EndpointHeaderStories(clinic), IClassFixture<SqliteClinic>;

[Trait("Needs", "PostgreSql")]
public sealed class EndpointHeaderStories_on_PostgreSql(PostgresClinic clinic) : EndpointHeaderStories(clinic), IClassFixture<PostgresClinic>;
