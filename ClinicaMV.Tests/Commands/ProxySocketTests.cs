using System.Net;
using System.Net.Sockets;

namespace ClinicaMV.Tests.Commands;

/// <summary>The portal behind a Unix socket, as a proxy of another account finds it.</summary>
public sealed class ProxySocketTests
{
    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task A_socket_is_its_groups_too_and_answers_a_proxy_whose_word_counts()
    {
        using var production = Installation.ForProduction();
        var path = Path.Combine(production.Folder, "portal.sock");
        await using var run = production.With("URLS", $"http://unix:{path}").Start();
        await run.ListeningAsync();

        using var http = new HttpClient(new SocketsHttpHandler { ConnectCallback = async (_, cancel) => await ConnectAsync(path, cancel) });
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://citas.example.org/");
        request.Headers.Add("X-Forwarded-Proto", "https");
        using var answer = await http.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite, File.GetUnixFileMode(path));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(production.DatabaseFile));
    }

    private static async Task<Stream> ConnectAsync(string path, CancellationToken cancel)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancel);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
