using System.Reflection;
using ClinicaMV.Jitsi;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Tests.Jitsi;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Tests.Web;

/// <summary>The headers, letter by letter, for each video server and each thing that a page may be allowed (TRUST S07). And which page is allowed what.</summary>
public sealed class HeaderTests
{
    private static string Rest(string connect) => $"img-src 'self' data:; font-src 'self'; connect-src {connect}; media-src 'self'; manifest-src 'self'";

    private static readonly string[] Servers = ["Demo", "Public", "SelfHosted", "SelfHosted pinned", "JaaS", "JaaS pinned"];

    [Fact]
    public async Task Every_answer_carries_exactly_these()
    {
        var looked = 0;
        foreach (var server in Servers)
        {
            await using var app = await ServeAsync(OptionsOf(server));
            foreach (var allowed in Enum.GetValues<Allowance>())
            {
                using var answer = await app.GetTestClient().GetAsync($"/{allowed}");
                string Header(string name) => answer.Headers.GetValues(name).Single();
                var (script, style, frame, ancestors, devices, connect) = Golden(server, allowed);

                Assert.Equal($"default-src 'none'; script-src {script}; style-src {style}; {Rest(connect)}; frame-src {frame}; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors {ancestors}; report-uri /csp-report; report-to csp", Header("Content-Security-Policy"));
                Assert.Superset(new HashSet<string> { $"camera={devices}", $"microphone={devices}", $"display-capture={(allowed == Allowance.DeviceCheck ? "()" : devices)}", "geolocation=()", "payment=()", "usb=()" },
                    Header("Permissions-Policy").Split(", ").ToHashSet());
                Assert.Equal(allowed == Allowance.VideoRoom ? "no-referrer" : "same-origin", Header("Referrer-Policy"));
                Assert.Equal("nosniff", Header("X-Content-Type-Options"));
                Assert.Equal("same-origin", Header("Cross-Origin-Opener-Policy"));
                Assert.False(answer.Headers.Contains("Cross-Origin-Embedder-Policy"));
                Assert.True(answer.Headers.CacheControl!.NoStore);
                looked++;
            }
        }

        Scoreboard.Record("S07", "test.sh", "Frames, camera and microphone only where a page needs them; pinned script from our origin alone; no COEP", $"{looked} golden rows (6 ways to a video server × what a page may), 0 deviations");
    }

    [Fact]
    public void Only_these_pages_may_more_than_the_rest()
        => Assert.Equal(["Account.ConfirmIdentityModel Passkeys", "Account.PasskeysModel Passkeys", "Companions.RoomModel VideoRoom", "DemoJitsi.RoomModel DemoFrame", "DeviceCheckModel DeviceCheck", "MailboxMessageModel MailPreview", "MailboxModel OwnFrames", "Visits.DeviceCheckModel DeviceCheck", "Visits.RoomModel VideoRoom"],
            typeof(Program).Assembly.GetTypes().Select(page => (page.FullName, page.GetCustomAttribute<AllowsAttribute>()?.What)).Where(page => page.What is not null)
                .Select(page => $"{page.FullName!["ClinicaMV.Pages.".Length..]} {page.What}").Order());

    private static (string Script, string Style, string Frame, string Ancestors, string Devices, string Connect) Golden(string server, Allowance allowed)
    {
        var origin = server.Split(' ')[0] switch { "SelfHosted" => " https://meet.example.test", "JaaS" => " https://8x8.vc", _ => "" };
        var devices = origin.Length > 0 ? $"(self \"{origin.Trim()}\")" : "(self)";
        return allowed switch
        {
            Allowance.VideoRoom => (server.EndsWith("pinned") ? "'self'" : $"'self'{origin}", "'self'", $"'self'{origin}", "'none'", devices, "'self'"),
            Allowance.DemoFrame => ("'self'", "'self'", "'none'", "'self'", "(self)", "'self'"),
            Allowance.OwnFrames => ("'self'", "'self'", "'self'", "'none'", "()", "'self'"),
            Allowance.DeviceCheck => ("'self'", "'self'", "'none'", "'none'", "(self)", $"'self'{origin}"),
            Allowance.Passkeys => ("'self'", "'self'", "'none'", "'none'", "()", "'self'"),
            Allowance.JobsDashboard => ("'self'", "'self' 'unsafe-inline'", "'none'", "'none'", "()", "'self'"),
            Allowance.MailPreview => ("'none'", "'self' 'unsafe-inline'", "'none'", "'self'", "()", "'self'"),
            Allowance.Nothing => ("'self'", "'self'", "'none'", "'none'", "()", "'self'"),
            _ => throw new ArgumentOutOfRangeException(nameof(allowed), allowed, "A new allowance needs a row here."),
        };
    }

    private static JitsiOptions OptionsOf(string server)
    {
        JitsiOptions options = server.Split(' ')[0] switch
        {
            "SelfHosted" => Tokens.SharedSecret(),
            "JaaS" => Tokens.Jaas("key.pem"),
            var other => new() { Server = Enum.Parse<JitsiServer>(other) },
        };
        options.Script = server.EndsWith("pinned") ? JitsiScript.Pinned : JitsiScript.Remote;
        return options;
    }

    private static async Task<WebApplication> ServeAsync(JitsiOptions options)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseTestServer();
        builder.Services.AddSingleton(Options.Create(options)).AddSingleton(Options.Create(new ClinicaMV.Clinic.ClinicOptions())).AddSingleton<ContentPolicies>();
        var app = builder.Build();
        app.UseRouting();
        app.UseMiddleware<SecurityHeaders>();
        foreach (var allowed in Enum.GetValues<Allowance>())
            app.MapGet($"/{allowed}", () => "").WithMetadata(new AllowsAttribute(allowed));
        await app.StartAsync();
        return app;
    }
}
