using System.Net;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace ClinicaMV.Tests.Web;

/// <summary>Contracts over every endpoint there is, so that a new page cannot forget them.</summary>
public abstract class SurfaceTests(TestClinic clinic)
{
    /// <summary>What may be seen without an account, and why is plain in each case.</summary>
    private static readonly string[] Open =
    [
        "", "/theme.css", "/csp-report", "/health/live", "/health/ready", "/manifest.webmanifest", "/.well-known/change-password", "/.well-known/security.txt", "Index", "Error", "Language", "Mailbox", "Mailbox/{file}",
        "Identity/Account/Login", "Identity/Account/Logout", "Identity/Account/ForgotPassword",
        "Identity/Account/ResetPassword", "Identity/Account/AcceptInvitation",
        "Identity/Account/Code", "Identity/Account/SecondStep", "Identity/Account/Passkey", "Identity/Account/NewAddress",
        "DemoJitsi/{room:maxlength(200):regex(^[a-z0-9-]+$)}", "/DemoJitsi/{room}/signals", "/Calendar/{secret}.ics",
        // Whoever has a companion's link, or the cookie of the browser in which it was pressed.
        "Companion", "Companion/{id:length(26)}/Room", "Companion/{id:length(26)}/Ended", "/Companion/{id:length(26)}/Status",
        "/Jitsi/Keys/{name}.pem", "/Jitsi/Scripts/{sha256}.js",
    ];

    [Fact]
    public void Every_endpoint_needs_a_signed_in_person_unless_it_is_on_the_list()
    {
        var open = Endpoints().Where(e => e.Metadata.GetMetadata<IAllowAnonymous>() is not null && !IsAsset(e))
            .Select(e => e.RoutePattern.RawText!).Distinct().Order().ToList();

        Assert.Equal(Open.Order(), open);
    }

    [Fact]
    public void No_page_of_the_identity_package_is_reachable()
    {
        var ours = typeof(Program).Assembly;
        var pages = Endpoints().Select(e => e.Metadata.GetMetadata<CompiledPageActionDescriptor>() ?? e.Metadata.GetMetadata<PageActionDescriptor>()).OfType<PageActionDescriptor>().ToList();

        Assert.NotEmpty(pages);
        Assert.All(pages, p => Assert.Contains(p.RelativePath, OurPages()));
        Assert.DoesNotContain(pages, p => p.RelativePath.Contains("Register") || p.RelativePath.Contains("Manage"));

        IEnumerable<string> OurPages() => ours.GetCustomAttributes(typeof(Microsoft.AspNetCore.Razor.Hosting.RazorCompiledItemAttribute), false)
            .Cast<Microsoft.AspNetCore.Razor.Hosting.RazorCompiledItemAttribute>().Select(a => a.Identifier);
    }

    [Theory]
    [InlineData("/Identity/Account/Register")]
    [InlineData("/Identity/Account/LoginWith2fa")]
    [InlineData("/Identity/Account/ExternalLogin")]
    [InlineData("/Identity/Account/Manage")]
    [InlineData("/Identity/Account/ConfirmEmail")]
    public async Task Pages_that_the_package_would_have_are_404(string address)
        => (await (await clinic.SignedInAsync(clinic.Ana)).OpenAsync(address)).Is(HttpStatusCode.NotFound);

    [Fact]
    public async Task A_stranger_who_asks_for_any_other_page_is_sent_to_sign_in()
    {
        var visitor = clinic.Visitor();
        foreach (var endpoint in Endpoints().Where(e => e.Metadata.GetMetadata<IAllowAnonymous>() is null && !IsAsset(e)))
        {
            var address = "/" + endpoint.RoutePattern.RawText!.TrimStart('/').Replace("{id:length(26)}", new string('a', 26)).Replace("{**path}", "").Replace("{*path}", "");
            using var answer = await visitor.SendAsync(HttpMethod.Get, address);
            Assert.True(answer.StatusCode == HttpStatusCode.Redirect && answer.Headers.Location!.ToString().Contains("/Identity/Account/Login"),
                $"{address}: {answer.StatusCode} {answer.Headers.Location}");
        }
    }

    [Theory]
    [InlineData("/Nowhere")]
    [InlineData("/Admin/Nowhere")]
    [InlineData("/Appointments/short")]
    [InlineData("/.git/config")]
    [InlineData("/appsettings.json")]
    [InlineData("/packages.lock.json")]
    [InlineData("/js/")]
    [InlineData("/img/logo.svg/")]
    [InlineData("/css/clinic.css/")]
    [InlineData("/lib/bootstrap/")]
    public async Task What_no_route_knows_is_404_for_strangers_too(string address) => (await clinic.Visitor().OpenAsync(address)).Is(HttpStatusCode.NotFound).IsAt(address);

    [Theory]
    [InlineData("/Mailbox/..%2fclinica.db")]
    [InlineData("/Mailbox/..%2f..%2f..%2f..%2fetc%2fpasswd")]
    [InlineData("/Mailbox/%2fetc%2fpasswd")]
    [InlineData("/Mailbox/..%5cclinica.db")]
    public async Task No_file_has_a_path_of_the_callers(string address) => (await clinic.Visitor().OpenAsync(address)).Is(HttpStatusCode.NotFound);

    [Fact]
    public async Task Every_post_needs_its_antiforgery_token_and_answers_with_a_page()
    {
        var appointment = await clinic.BookAsync(clinic.NewDay().AddMinutes(5));
        var delia = await clinic.SignedInAsync(clinic.Delia);
        var bruno = await clinic.SignedInAsync(clinic.Bruno);
        var ana = await clinic.SignedInAsync(clinic.Ana);
        foreach (var endpoint in Endpoints().Where(e => e.Metadata.GetMetadata<PageActionDescriptor>() is not null && e.RoutePattern.RawText != "Error"))
        {
            var address = "/" + endpoint.RoutePattern.RawText!.Replace("{id:length(26)}", appointment.PublicId).Replace("{file}", "x.eml").Replace("{room:maxlength(200):regex(^[a-z0-9-]+$)}", "cita-x");
            List<HttpStatusCode> answers = [];
            foreach (var visitor in new[] { delia, bruno, ana })
            {
                using var answer = await visitor.Http.PostAsync(address, new FormUrlEncodedContent([new("Input.Email", "x@example.test")]));
                answers.Add(answer.StatusCode);
                Assert.Contains("<h1>", await answer.Content.ReadAsStringAsync());
            }

            // Whoever may see the page at all is told that the form is no good; to the other it does not exist.
            Assert.True(answers.Contains(HttpStatusCode.BadRequest) && answers.All(a => a is HttpStatusCode.BadRequest or HttpStatusCode.NotFound), $"{address}: {string.Join(", ", answers)}");
        }
    }

    [Fact]
    public async Task The_dashboard_of_the_jobs_takes_no_post_without_its_token()
    {
        var delia = await clinic.SignedInAsync(clinic.Delia);

        using var answer = await delia.Http.PostAsync("/Admin/Jobs/recurring/trigger", new FormUrlEncodedContent([new("jobs[]", "send-mail")]));

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Theory]
    [InlineData("/Today?day=9999-12-31")]
    [InlineData("/Today?day=0001-01-01")]
    [InlineData("/Today?day=nonsense")]
    [InlineData("/Appointments?p=2147483647&Past=true")]
    public async Task A_specialist_who_asks_for_an_odd_day_or_page_gets_a_page(string address)
        => (await (await clinic.SignedInAsync(clinic.Bruno)).OpenAsync(address)).Is(HttpStatusCode.OK);

    [Theory]
    [InlineData("/Admin/Audit?Filters.To=9999-12-31&Filters.From=0001-01-01", HttpStatusCode.OK)]
    [InlineData("/Admin/Audit?Filters.Person=%00", HttpStatusCode.BadRequest)]
    [InlineData("/Admin/Audit?Filters.Kind=99999&Filters.Before=-1", HttpStatusCode.OK)]
    [InlineData("/Admin/Audit?format=exe", HttpStatusCode.OK)]
    [InlineData("/Admin/Audit?format=7", HttpStatusCode.OK)]
    [InlineData("/Admin/Audit/Plots?format=exe", HttpStatusCode.OK)]
    [InlineData("/Admin/Audit/Review?Month=0001-01-01", HttpStatusCode.OK)]
    [InlineData("/Admin/Unreached?p=-7", HttpStatusCode.OK)]
    [InlineData("/Admin/Unreached?p=2147483647", HttpStatusCode.OK)]
    [InlineData("/Admin/MailDelays?format=exe", HttpStatusCode.OK)]
    [InlineData("/Admin/Statistics?format=exe", HttpStatusCode.OK)]
    [InlineData("/Admin/Devices?p=-7", HttpStatusCode.OK)]
    [InlineData("/Admin/Devices?p=2147483647", HttpStatusCode.OK)]
    [InlineData("/Admin/Mail?Appointment=nobody&State=Dead", HttpStatusCode.OK)]
    [InlineData("/Admin/Mail?State=77&Before=9223372036854775807", HttpStatusCode.OK)]
    public async Task Odd_filters_of_an_administrator_are_no_error(string address, HttpStatusCode expected)
        => (await (await clinic.SignedInAsync(clinic.Delia)).OpenAsync(address)).Is(expected);

    [Theory]
    [InlineData("PUT", "")]
    [InlineData("DELETE", "")]
    [InlineData("TRACE", "")]
    [InlineData("POST", "?handler=Nothing")]
    public async Task A_method_or_handler_that_a_page_does_not_have_is_never_an_error(string method, string query)
    {
        var appointment = await clinic.BookAsync(clinic.NewDay().AddMinutes(5));
        var bruno = await clinic.SignedInAsync(clinic.Bruno);
        var token = (await bruno.OpenAsync("/Appointments")).Document.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        foreach (var page in new[] { $"/Appointments/{appointment.PublicId}", $"/Visits/{appointment.PublicId}/Join", $"/Visits/{appointment.PublicId}/Room", $"/Visits/{appointment.PublicId}/Ended", "/Today" })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), page + query);
            request.Headers.Add("RequestVerificationToken", token);
            using var answer = await bruno.Http.SendAsync(request);
            // Razor Pages takes an unknown handler for the page's own POST, where it has one.
            Assert.True(answer.StatusCode == HttpStatusCode.MethodNotAllowed || (method == "POST" && answer.StatusCode == HttpStatusCode.SeeOther), $"{page}: {answer.StatusCode}");
            if (method == "POST")
                continue;
            using var withoutToken = await bruno.SendAsync(new(method), page);
            Assert.Equal(HttpStatusCode.MethodNotAllowed, withoutToken.StatusCode);
        }
    }

    [Fact]
    public async Task The_language_can_be_changed_on_a_page_that_is_not_there()
    {
        var visitor = await clinic.SignedInAsync(clinic.Ana);
        var nowhere = await visitor.OpenAsync("/Nowhere");

        (await nowhere.SubmitAsync("language", ("language", "en"))).Is(HttpStatusCode.NotFound).Shows("There is nothing here");
        (await visitor.OpenAsync("/Error")).Is(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Administrators_pages_do_not_exist_for_others()
    {
        // Every page of the folder there is, so that a new one cannot be forgotten.
        var pages = Endpoints().Where(e => e.Metadata.GetMetadata<PageActionDescriptor>() is not null)
            .Select(e => e.RoutePattern.RawText!.TrimStart('/')).Where(route => route.StartsWith("Admin/", StringComparison.Ordinal))
            .Select(route => "/" + route.Replace("{id:length(26)}", clinic.Elena.Id).Replace("/Index", "")).Append("/Admin/Jobs").Distinct().ToList();
        Assert.Superset(new HashSet<string> { "/Admin/Users", "/Admin/Settings", "/Admin/Import", $"/Admin/Users/{clinic.Elena.Id}/Disable" }, pages.ToHashSet());
        foreach (var person in new[] { clinic.Ana, clinic.Bruno })
        {
            var visitor = await clinic.SignedInAsync(person);
            foreach (var page in pages)
                (await visitor.OpenAsync(page)).Is(HttpStatusCode.NotFound);
        }

        var delia = await clinic.SignedInAsync(clinic.Delia);
        foreach (var page in pages)
            (await delia.OpenAsync(page)).Is(HttpStatusCode.OK);
    }

    private IEnumerable<RouteEndpoint> Endpoints() => clinic.Routes();

    private static bool IsAsset(RouteEndpoint endpoint) => endpoint.IsAsset();
}

public sealed class SurfaceTests_on_Sqlite(SqliteClinic clinic) : SurfaceTests(clinic), IClassFixture<SqliteClinic>;

[Trait("Needs", "PostgreSql")]
public sealed class SurfaceTests_on_PostgreSql(PostgresClinic clinic) : SurfaceTests(clinic), IClassFixture<PostgresClinic>;
