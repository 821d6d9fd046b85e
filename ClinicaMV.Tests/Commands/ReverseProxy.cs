namespace ClinicaMV.Tests.Commands;

/// <summary>What stands before the portal in Production: people come by https under the public name, the program listens on loopback.</summary>
internal sealed class ReverseProxy(Uri inside)
    : DelegatingHandler(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        var outside = request.RequestUri!;
        request.RequestUri = new Uri(inside, outside.PathAndQuery);
        request.Headers.Host = outside.Authority;
        request.Headers.Add("X-Forwarded-Proto", outside.Scheme);
        var response = await base.SendAsync(request, cancel);
        request.RequestUri = outside;
        return response;
    }
}
