using System.Net;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace ClinicaMV.Tests.Web;

/// <summary>Contracts over every endpoint there is, so that a new page cannot forget them.</summary>
public sealed class SurfaceTests(SqliteClinic clinic) : IClassFixture<SqliteClinic>
{
    /// <summary>What may be seen without an account, and why is plain in each case.</summary>
    private static readonly string[] Open =
    [
        "", "Index", "Error", "Language", "Mailbox", "Mailbox/{file}",
        "Identity/Account/Login", "Identity/Account/Logout", "Identity/Account/ForgotPassword",
        "Identity/Account/ResetPassword", "Identity/Account/AcceptInvitation",
        "DemoJitsi/{room:maxlength(200):regex(^[a-z0-9-]+$)}", "/DemoJitsi/{room}/signals",
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

    [Fact]
    public async Task Every_post_needs_its_antiforgery_token_and_answers_with_a_page()
    {
        var appointment = await clinic.BookAsync(clinic.NewDay().AddMinutes(5));
        var delia = await clinic.SignedInAsync(clinic.Delia);
        var bruno = await clinic.SignedInAsync(clinic.Bruno);
        foreach (var endpoint in Endpoints().Where(e => e.Metadata.GetMetadata<PageActionDescriptor>() is not null && e.RoutePattern.RawText != "Error"))
        {
            var address = "/" + endpoint.RoutePattern.RawText!.Replace("{id:length(26)}", appointment.PublicId).Replace("{file}", "x.eml").Replace("{room:maxlength(200):regex(^[a-z0-9-]+$)}", "cita-x");
            foreach (var visitor in new[] { delia, bruno })
            {
                using var answer = await visitor.Http.PostAsync(address, new FormUrlEncodedContent([new("Input.Email", "x@example.test")]));
                Assert.True(answer.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.NotFound, $"{address}: {answer.StatusCode}");
                Assert.Contains("<h1>", await answer.Content.ReadAsStringAsync());
            }
        }
    }

    [Fact]
    public async Task Administrators_pages_do_not_exist_for_others()
    {
        foreach (var person in new[] { clinic.Ana, clinic.Bruno })
        {
            var visitor = await clinic.SignedInAsync(person);
            foreach (var page in new[] { "/Admin/Users", "/Admin/ClosedDays", "/Admin/Audit", "/Admin/Mail", "/Admin/Jobs" })
                (await visitor.OpenAsync(page)).Is(HttpStatusCode.NotFound);
        }

        var delia = await clinic.SignedInAsync(clinic.Delia);
        foreach (var page in new[] { "/Admin/Users", "/Admin/ClosedDays", "/Admin/Audit", "/Admin/Mail", "/Admin/Jobs" })
            (await delia.OpenAsync(page)).Is(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("/", "camera=()", "frame-src 'none'")]
    [InlineData("/Identity/Account/Login", "camera=()", "frame-src 'none'")]
    [InlineData("/Nowhere", "camera=()", "frame-src 'none'")]
    [InlineData("/Mailbox", "camera=()", "frame-src 'self'")]
    public async Task The_headers_are_strict_everywhere(string address, string permissions, string frames)
    {
        var page = await clinic.Visitor().OpenAsync(address);
        var headers = page.Response.Headers;

        var policy = headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("default-src 'none'", policy);
        Assert.Contains("frame-ancestors 'none'", policy);
        Assert.Contains(frames, policy);
        Assert.DoesNotContain("unsafe", policy);
        Assert.StartsWith(permissions, headers.GetValues("Permissions-Policy").Single());
        Assert.Equal("nosniff", headers.GetValues("X-Content-Type-Options").Single());
        Assert.True(headers.CacheControl!.NoStore);
        Assert.False(headers.Contains("Cross-Origin-Embedder-Policy"));
    }

    private IEnumerable<RouteEndpoint> Endpoints()
        => clinic.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    private static bool IsAsset(Endpoint endpoint) => endpoint.Metadata.Any(m => m.GetType().Name == "StaticAssetDescriptor");
}
