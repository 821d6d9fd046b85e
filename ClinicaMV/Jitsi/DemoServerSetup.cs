using ClinicaMV.Web;

namespace ClinicaMV.Jitsi;

public static class DemoServerSetup
{
    /// <summary>Only for <c>Jitsi:Server</c> = <c>Demo</c>: without it neither the page nor the endpoint exists.</summary>
    public static IServiceCollection AddDemoServer(this IServiceCollection services) =>
        services.AddSingleton<DemoServer>().AddSingleton<DemoSignals>();

    /// <summary>Anonymous, like a real Jitsi, which knows no clinic account: the token is the ticket.</summary>
    public static IEndpointRouteBuilder MapDemoServer(this IEndpointRouteBuilder endpoints)
    {
        if (endpoints.ServiceProvider.GetService<DemoSignals>() is not { } signals)
            return endpoints;

        // The WebSocket middleware stands in this endpoint alone, so that nothing else in the application can be upgraded.
        var pipeline = endpoints.CreateApplicationBuilder().UseWebSockets();
        pipeline.Run(signals.Serve);
        endpoints.Map("/DemoJitsi/{room}/signals", pipeline.Build()).AllowAnonymous().WithDisplayName("Demo video server").WithMetadata(new RedactAttribute());
        return endpoints;
    }
}
