using System.Net;
using System.Net.Http.Headers;
using System.Text;
using ClinicaMV.Tests.Infrastructure;

namespace ClinicaMV.Tests.Web;

/// <summary>What browsers report is logged without what an address may hold, and nobody fills the log by it.</summary>
public sealed class PolicyReportTests(ListenedClinic clinic) : IClassFixture<ListenedClinic>
{
    private const string Secret = "s3cr3t-r00m";

    [Theory]
    [InlineData("application/csp-report", """{"csp-report":{"document-uri":"https://x.test/Visits/s3cr3t-r00m/Room?code=s3cr3t-r00m","effective-directive":"script-src-elem","blocked-uri":"https://evil.test/s3cr3t-r00m?q=s3cr3t-r00m"}}""", "script-src-elem")]
    [InlineData("application/reports+json", """[{"type":"csp-violation","url":"https://x.test/s3cr3t-r00m","body":{"documentURL":"https://x.test/s3cr3t-r00m","effectiveDirective":"style-src-attr","blockedURL":"inline"}}]""", "style-src-attr")]
    public async Task A_report_is_a_line_without_any_path(string type, string body, string directive)
    {
        clinic.Said.Clear();

        Assert.Equal(HttpStatusCode.NoContent, await SendAsync(type, body));

        Assert.Contains(clinic.Said, line => line.Contains(directive));
        Assert.DoesNotContain(clinic.Said, line => line.Contains(Secret));
    }

    [Theory]
    [InlineData("text/plain", "{}", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/csp-report", "", HttpStatusCode.BadRequest)]
    [InlineData("application/csp-report", "{}", HttpStatusCode.BadRequest)]
    [InlineData("application/csp-report", "{\"csp-report\":7}", HttpStatusCode.BadRequest)]
    [InlineData("application/reports+json", "7", HttpStatusCode.BadRequest)]
    [InlineData("application/reports+json", "[7,{},{\"body\":3}]", HttpStatusCode.NoContent)]
    [InlineData("application/csp-report", "{\"csp-report\":{\"effective-directive\":\"<script>\\n\",\"blocked-uri\":[]}}", HttpStatusCode.NoContent)]
    public async Task Odd_reports_are_no_error(string type, string body, HttpStatusCode status) => Assert.Equal(status, await SendAsync(type, body));

    [Fact]
    public async Task A_large_one_is_not_read()
        => Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await SendAsync("application/csp-report", new string(' ', 1_000_000)));

    [Fact]
    public async Task Twenty_at_once_from_one_place_are_enough()
    {
        var browser = clinic.Visitor();
        HttpResponseMessage? answer = null;
        for (var i = 0; i < 200 && answer?.StatusCode != HttpStatusCode.TooManyRequests; i++)
            answer = await browser.Http.PostAsync("/csp-report", Content("application/csp-report", "{}"));

        Assert.Equal(HttpStatusCode.TooManyRequests, answer!.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
    }

    private async Task<HttpStatusCode> SendAsync(string type, string body)
    {
        using var answer = await clinic.Visitor().Http.PostAsync("/csp-report", Content(type, body));
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
        return answer.StatusCode;
    }

    private static ByteArrayContent Content(string type, string body)
        => new(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };
}
