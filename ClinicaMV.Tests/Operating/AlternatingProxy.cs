namespace ClinicaMV.Tests.Operating;

/// <summary>Asks now the one instance, now the other, as a reverse proxy before them does.</summary>
internal sealed class AlternatingProxy(IEnumerable<Uri> instances) : DelegatingHandler(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false })
{
    private readonly Uri?[] inside = [.. instances];
    private int turn = -1;

    /// <summary>How often each was asked.</summary>
    public int[] Asked { get; } = new int[instances.Count()];

    public void LeaveOut(int instance) => inside[instance] = null;

    public void TakeIn(int instance, Uri address) => inside[instance] = address;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        var (instance, address) = Next();
        Interlocked.Increment(ref Asked[instance]);
        var outside = request.RequestUri!;
        (request.RequestUri, request.Headers.Host) = (new Uri(address, outside.PathAndQuery), outside.Authority);
        var answer = await base.SendAsync(request, cancel);
        request.RequestUri = outside;
        return answer;
    }

    private (int, Uri) Next()
    {
        while (true)
        {
            var instance = (int)((uint)Interlocked.Increment(ref turn) % inside.Length);
            if (inside[instance] is { } address)
                return (instance, address);
        }
    }
}
