using System.Net.Sockets;
using System.Text;

namespace ClinicaMV.Tests.Commands;

public sealed class StopTests : IDisposable
{
    // Longer than a command line library waits before it ends a program by force.
    private static readonly TimeSpan SlowBody = TimeSpan.FromSeconds(3);

    private readonly Installation clinic = Installation.ForDevelopment();

    [Fact]
    public async Task A_request_under_way_is_answered_before_the_portal_stops()
    {
        await using var run = clinic.Start();
        var address = await run.ListeningAsync();
        // Without this cookie the form would be refused before its body is read.
        var cookie = await AntiforgeryCookieAsync(address);
        using var client = new TcpClient(address.Host, address.Port);
        await using var stream = client.GetStream();
        await WriteAsync($"POST /Identity/Account/Login HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nCookie: {cookie}\r\n"
            + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 10\r\n\r\nInput");
        await Task.Delay(TimeSpan.FromMilliseconds(500));

        var stopping = run.StopAsync();
        await Task.Delay(SlowBody);
        Assert.False(stream.DataAvailable, "The answer came before the request was whole.");
        await WriteAsync(".Foo=");
        using var answer = new StreamReader(stream);

        Assert.StartsWith("HTTP/1.1 400", await answer.ReadLineAsync());
        Assert.Equal(0, await stopping);

        async Task WriteAsync(string text) => await stream.WriteAsync(Encoding.ASCII.GetBytes(text));
    }

    public void Dispose() => clinic.Dispose();

    private static async Task<string> AntiforgeryCookieAsync(Uri address)
    {
        using var http = new HttpClient { BaseAddress = address };
        var form = await http.GetAsync("/Identity/Account/Login");
        return form.Headers.GetValues("Set-Cookie").Single(cookie => cookie.StartsWith("antiforgery=")).Split(';')[0];
    }
}
