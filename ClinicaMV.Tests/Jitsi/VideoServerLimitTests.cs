using System.Net;
using System.Threading.RateLimiting;
using ClinicaMV.Jitsi;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

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

    [Fact]
    public void The_server_itself_and_the_webhooks_of_each_network_have_a_limit_of_their_own()
    {
        var limit = new VideoServerLimit(clinic.Services.GetRequiredService<BearerSecret>());
        using var limiter = PartitionedRateLimiter.Create<HttpContext, string>(limit.GetPartition);
        var server = Call("203.0.113.7", new AskedSecret(jitsi => jitsi.EventToken));
        server.Request.Headers.Authorization = $"Bearer {VideoServer.EventToken}";
        var (stranger, jaas) = (Call("198.51.100.1"), Call("203.0.113.9"));

        Assert.Equal((VideoServerLimit.ServerPerWindow, VideoServerLimit.WebhooksPerWindow), (Taken(server), Taken(stranger)));
        Assert.Equal((0, 0), (Taken(server), Taken(stranger)));
        Assert.Equal(VideoServerLimit.WebhooksPerWindow, Taken(jaas));

        int Taken(HttpContext call) => Enumerable.Range(0, VideoServerLimit.ServerPerWindow + 50).Count(_ => limiter.AttemptAcquire(call).IsAcquired);
    }

    private static DefaultHttpContext Call(string address, params object[] metadata)
    {
        var call = new DefaultHttpContext { Connection = { RemoteIpAddress = IPAddress.Parse(address) } };
        call.SetEndpoint(new(null, new(metadata), "server"));
        return call;
    }
}
