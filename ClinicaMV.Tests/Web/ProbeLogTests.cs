using System.Net;
using ClinicaMV.Tests.Infrastructure;

namespace ClinicaMV.Tests.Web;

public sealed class ProbeLogTests(ListenedClinic clinic) : IClassFixture<ListenedClinic>
{
    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task A_proxy_that_finds_the_portal_well_every_other_second_fills_no_log(string probe)
    {
        clinic.Said.Clear();
        var http = clinic.Visitor().Http;

        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(probe)).StatusCode);
        // Somebody else, by whose line it shows that lines are written at all.
        await http.GetAsync("/no-such-page");
        while (!clinic.Said.Any(line => line.Contains("\"StatusCode\":404", StringComparison.Ordinal)))
            await Task.Delay(20);

        Assert.DoesNotContain(clinic.Said, line => line.Contains(probe, StringComparison.Ordinal));
    }
}
