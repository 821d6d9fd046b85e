using System.Net;
using ClinicaMV.Jitsi;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace ClinicaMV.Tests.Jitsi;

/// <summary>Whether the video server answers the portal, asked over a real socket.</summary>
public sealed class VideoServerReachTests : IAsyncLifetime
{
    private readonly FakeTimeProvider clock = new();
    private readonly FakeJitsi jitsi = new();

    public async Task InitializeAsync() => await jitsi.StartAsync();

    public async Task DisposeAsync() => await jitsi.DisposeAsync();

    [Fact]
    public async Task It_answers_until_it_stops_and_that_is_noticed_within_seconds()
    {
        // Its certificate is not one that we know; that is for the browser to judge.
        var reach = Reach(Tokens.SharedSecret());

        Assert.True(await reach.AnswersAsync());
        await jitsi.DisposeAsync();
        Assert.True(await reach.AnswersAsync());
        clock.Advance(TimeSpan.FromSeconds(15));
        Assert.False(await reach.AnswersAsync());
    }

    [Fact]
    public async Task Whoever_is_mute_is_given_up_after_two_seconds()
    {
        using var mute = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        mute.Start();
        var options = Tokens.SharedSecret();
        options.Domain = $"localhost:{((IPEndPoint)mute.LocalEndpoint).Port}";

        Assert.False(await Reach(options, options.Domain).AnswersAsync().WaitAsync(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task Nobody_waits_for_a_server_that_hangs_once_it_is_known_how_it_answered_last()
    {
        using var mute = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        mute.Start();
        var options = Tokens.SharedSecret();
        var reach = Reach(options);
        Assert.True(await reach.AnswersAsync());
        options.Domain = $"localhost:{((IPEndPoint)mute.LocalEndpoint).Port}";
        clock.Advance(TimeSpan.FromSeconds(15));

        var (first, second) = (reach.AnswersAsync(), reach.AnswersAsync());
        clock.Advance(VideoServerReach.Glance);

        Assert.All(await Task.WhenAll(first, second), yes => Assert.True(yes));
        // The refusal comes behind the answers, by the real clock.
        Assert.False(await reach.AnswersAsync().WaitAsync(TimeSpan.FromSeconds(30)));
        clock.Advance(TimeSpan.FromSeconds(3));
        var third = reach.AnswersAsync();
        clock.Advance(VideoServerReach.Glance);
        Assert.False(await third);
    }

    [Fact]
    public async Task Whoever_tries_again_soon_finds_a_server_that_is_back()
    {
        var options = Tokens.SharedSecret();
        options.Domain = "localhost:1";
        var reach = Reach(options, options.Domain);
        Assert.False(await reach.AnswersAsync());

        options.Domain = jitsi.Host;
        Assert.False(await reach.AnswersAsync());
        clock.Advance(TimeSpan.FromSeconds(3));
        Assert.True(await reach.AnswersAsync());
    }

    [Theory]
    [InlineData(JitsiServer.Demo)]
    [InlineData(JitsiServer.Public)]
    public async Task There_is_nothing_to_ask_where_there_is_no_server_of_the_clinics(JitsiServer server)
    {
        await jitsi.DisposeAsync();
        Assert.True(await Reach(new() { Server = server }).AnswersAsync());
    }

    private VideoServerReach Reach(JitsiOptions options, string? domain = null)
    {
        options.Domain = domain ?? jitsi.Host;
        return new(Options.Create(options), new JitsiServerClient(JitsiServerClient.Network()), clock);
    }
}
