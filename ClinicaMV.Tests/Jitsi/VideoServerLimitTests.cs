using System.Net;
using ClinicaMV.Web;

namespace ClinicaMV.Tests.Jitsi;

public sealed class VideoServerLimitTests(SqliteWithServer clinic) : IClassFixture<SqliteWithServer>
{
    private readonly VideoServer server = new(clinic);

    [Fact]
    public async Task Whoever_floods_us_without_the_secret_does_not_keep_the_server_out()
    {
        var strangers = await Task.WhenAll(Enumerable.Range(0, VideoServerLimit.OthersPerWindow + 50).Select(_ => server.AskAsync("x", "nobody's")));
        using var ours = await server.AskAsync("x");

        var refused = strangers.Where(a => a.StatusCode == HttpStatusCode.TooManyRequests).ToList();
        Assert.NotEmpty(refused);
        Assert.All(refused, a => Assert.True(a.Headers.RetryAfter is not null && a.Content.Headers.ContentLength == 0));
        Assert.Equal(HttpStatusCode.Forbidden, ours.StatusCode);
    }
}
