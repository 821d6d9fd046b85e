using System.Net;
using ClinicaMV.Tests.Infrastructure;

namespace ClinicaMV.Tests.Web;

public sealed class HttpsOnlyTests(HttpsOnlyTests.SecureClinic clinic) : IClassFixture<HttpsOnlyTests.SecureClinic>
{
    [Fact]
    public async Task A_portal_on_https_says_so_to_a_proxy_that_forgot_how_it_was_asked()
    {
        var visitor = clinic.Visitor();

        using var plain = await visitor.Http.GetAsync("/");
        Assert.Equal(HttpStatusCode.BadRequest, plain.StatusCode);
        Assert.Contains("X-Forwarded-Proto", await plain.Content.ReadAsStringAsync());

        using var request = new HttpRequestMessage(HttpMethod.Get, "https://localhost/");
        using var secure = await visitor.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, secure.StatusCode);
        Assert.Contains(secure.Headers.GetValues("Set-Cookie"), c => c.StartsWith("__Host-antiforgery=") && c.Contains("secure") && c.Contains("samesite=lax"));
    }

    public sealed class SecureClinic : SqliteClinic
    {
        public SecureClinic() => Configure("Clinic:PublicUrl", "https://citas.example.test/");
    }
}
