using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using ClinicaMV.Data;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Serilog.Core;

namespace ClinicaMV.Tests.Jitsi;

/// <summary>A clinic with a video server, on a real socket, of which every line that it logs is kept.</summary>
public abstract class ListenedServerClinic : SqliteClinic
{
    protected ListenedServerClinic() => UseKestrel(0);

    public Said Said { get; } = new();

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.ConfigureTestServices(services => services.AddSingleton<ILogEventSink>(Said));
    }
}

public sealed class ListenedClinicWithServer : ListenedServerClinic
{
    public ListenedClinicWithServer() => VideoServer.Prepare(this);
}

public sealed class ListenedClinicOnJaas : ListenedServerClinic
{
    public ListenedClinicOnJaas() => VideoServer.PrepareJaas(this);
}

/// <summary>Calls that are none, as they come over a real socket: refused, logged once, nothing written.</summary>
public sealed class BadCallStories(ListenedClinicWithServer own, ListenedClinicOnJaas onJaas) : IClassFixture<ListenedClinicWithServer>, IClassFixture<ListenedClinicOnJaas>
{
    private const string Form = "application/x-www-form-urlencoded";
    private const string Json = "application/json";

    [Theory]
    [InlineData("/Jitsi/Reservations/conference", VideoServer.ReservationToken, Form, 16)]
    [InlineData("/Jitsi/Reservations/conference", VideoServer.ReservationToken, Form, 70_000)]
    [InlineData("/Jitsi/Events/room/created", VideoServer.EventToken, Json, 16)]
    [InlineData("/Jitsi/Events/room/created", VideoServer.EventToken, Json, 70_000)]
    [InlineData("/Jitsi/JaaS", "", Json, 16)]
    public async Task A_body_in_pieces_is_refused_with_413_as_soon_as_it_is_too_large(string path, string token, string type, int piece)
    {
        var clinic = ClinicAt(path);
        var (logged, rows) = (clinic.Said.Count, await RowsAsync(clinic));
        using var connection = new TcpClient();
        await connection.ConnectAsync(IPAddress.Loopback, new Uri(clinic.Address).Port);
        await using var stream = connection.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\nContent-Type: {type}\r\nTransfer-Encoding: chunked\r\n\r\n"));
        var chunk = Encoding.ASCII.GetBytes($"{piece:x}\r\n{new string(' ', piece)}\r\n");

        // The end of it never comes.
        await stream.WriteAsync(Enumerable.Repeat(chunk, (70_000 + piece - 1) / piece).SelectMany(c => c).ToArray());
        using var reader = new StreamReader(stream);
        var status = await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(10));

        Assert.Equal("HTTP/1.1 413 Payload Too Large", status);
        Assert.Equal((1, rows), (LoggedSince(clinic, logged), await RowsAsync(clinic)));
    }

    [Theory]
    [InlineData("/Jitsi/Reservations/conference", VideoServer.ReservationToken, Form, "400 Bad Request")]
    [InlineData("/Jitsi/Events/room/created", VideoServer.EventToken, Json, "400 Bad Request")]
    [InlineData("/Jitsi/JaaS", "", Json, "401 Unauthorized")]
    public async Task A_body_that_is_none_is_no_fault_of_ours(string path, string token, string type, string expected)
    {
        var clinic = ClinicAt(path);
        var rows = await RowsAsync(clinic);
        using var connection = new TcpClient();
        await connection.ConnectAsync(IPAddress.Loopback, new Uri(clinic.Address).Port);
        await using var stream = connection.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\nContent-Type: {type}\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"));
        using var reader = new StreamReader(stream);
        var status = await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(10));

        Assert.Equal($"HTTP/1.1 {expected}", status);
        Assert.Equal(rows, await RowsAsync(clinic));
    }

    [Theory]
    [InlineData("/Identity/Account/Login", "", Form)]
    [InlineData("/Jitsi/Reservations/conference", VideoServer.ReservationToken, Form)]
    [InlineData("/Jitsi/Events/room/created", VideoServer.EventToken, Json)]
    public async Task Who_breaks_off_in_the_middle_is_no_error_of_ours(string path, string token, string type)
    {
        const int Times = 8;
        var logged = own.Said.Count;
        for (var i = 0; i < Times; i++)
        {
            using var connection = new TcpClient { LingerState = new(true, 0) };
            await connection.ConnectAsync(IPAddress.Loopback, new Uri(own.Address).Port);
            await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\nContent-Type: {type}\r\nExpect: 100-continue\r\nContent-Length: 1000\r\n\r\n"));
            // It reads now. With no more than a piece of what was promised the connection is reset.
            await connection.GetStream().ReadExactlyAsync(new byte["HTTP/1.1 100 Continue".Length]).AsTask().WaitAsync(TimeSpan.FromSeconds(10));
            await connection.GetStream().WriteAsync("a=1&b="u8.ToArray());
        }

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (own.Said.Skip(logged).Count(line => line.Contains("\"RequestMethod\"", StringComparison.Ordinal)) < Times)
            await Task.Delay(TimeSpan.FromMilliseconds(20), patience.Token);
        // The server's own lines come after those: of the last connection perhaps when nobody looks any more, of the others not.
        Assert.DoesNotContain(own.Said.Skip(logged), line => line.Contains("\"@l\":\"Error\"", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Content-Length: 4\r\nContent-Length: 40")]
    [InlineData("Content-Length: +4")]
    [InlineData("Content-Length: 4, 40")]
    [InlineData("Transfer-Encoding : chunked")]
    [InlineData("Transfer-Encoding: chunked, identity")]
    public async Task Where_a_body_ends_is_said_once_or_not_believed(string length)
        => Assert.Equal(["HTTP/1.1 400 Bad Request"], await AnswersAsync($"POST /csp-report HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: {Json}\r\n{length}\r\n\r\nnone"));

    [Fact]
    public async Task What_is_smuggled_in_a_body_in_pieces_is_no_request_whatever_length_is_claimed_besides()
    {
        const string smuggled = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n";
        var size = $"{smuggled.Length:x}\r\n";

        var answers = await AnswersAsync($"POST /csp-report HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: {Json}\r\nContent-Length: {size.Length}\r\nTransfer-Encoding: chunked\r\n\r\n{size}{smuggled}\r\n0\r\n\r\n");

        Assert.Equal(["HTTP/1.1 400 Bad Request"], answers);
    }

    [Theory]
    [InlineData("/Jitsi/Reservations/conference", VideoServer.ReservationToken, Json, "{}", HttpStatusCode.BadRequest)]
    [InlineData("/Jitsi/Reservations/conference", VideoServer.ReservationToken, Form, "name=x", HttpStatusCode.BadRequest)]
    [InlineData("/Jitsi/Reservations/conference", VideoServer.ReservationToken, Form, "name=cita-x&mail_owner=y&start_time=2026-11-24T09:17:06Z", HttpStatusCode.Forbidden)]
    [InlineData("/Jitsi/Reservations/conference", "nobody's", Form, "name=x", HttpStatusCode.Unauthorized)]
    [InlineData("/Jitsi/Events/room/created", VideoServer.EventToken, Json, "{", HttpStatusCode.BadRequest)]
    [InlineData("/Jitsi/Events/room/created", VideoServer.EventToken, Form, "x=1", HttpStatusCode.BadRequest)]
    [InlineData("/Jitsi/Events/room/created", null, Json, "{}", HttpStatusCode.Unauthorized)]
    [InlineData("/Jitsi/JaaS", null, Json, "{}", HttpStatusCode.Unauthorized)]
    [InlineData("/Jitsi/JaaS", null, "text/plain", "{}", HttpStatusCode.BadRequest)]
    public async Task Each_is_refused_and_logged_once(string path, string? token, string type, string body, HttpStatusCode expected)
        => Assert.Equal((expected, 1), await CallAsync(path, token, type, Encoding.UTF8.GetBytes(body)));

    private async Task<IReadOnlyList<string>> AnswersAsync(string said)
    {
        using var connection = new TcpClient();
        await connection.ConnectAsync(IPAddress.Loopback, new Uri(own.Address).Port);
        await using var stream = connection.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(said));
        using var reader = new StreamReader(stream);
        var heard = await reader.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(10));
        return [.. heard.Split("\r\n").Where(line => line.StartsWith("HTTP/", StringComparison.Ordinal))];
    }

    private async Task<(HttpStatusCode Status, int Logged)> CallAsync(string path, string? token, string type, byte[] body)
    {
        var clinic = ClinicAt(path);
        using var http = new HttpClient { BaseAddress = new Uri(clinic.Address) };
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(type);
        if (token is not null)
            request.Headers.Authorization = new("Bearer", token);
        var (logged, rows) = (clinic.Said.Count, await RowsAsync(clinic));

        using var answer = await http.SendAsync(request);

        Assert.Equal(rows, await RowsAsync(clinic));
        Assert.Empty(answer.StatusCode is HttpStatusCode.Forbidden ? [] : await answer.Content.ReadAsByteArrayAsync());
        return (answer.StatusCode, LoggedSince(clinic, logged));
    }

    // Beside the line that every request has.
    private static int LoggedSince(ListenedServerClinic clinic, int before)
        => clinic.Said.Skip(before).Count(line => !line.Contains("\"RequestMethod\"", StringComparison.Ordinal) && line.Contains("\"@l\"", StringComparison.Ordinal));

    // What JaaS calls is there only for whoever is on JaaS.
    private ListenedServerClinic ClinicAt(string path) => path == "/Jitsi/JaaS" ? onJaas : own;

    private static Task<(int, int)> RowsAsync(ListenedServerClinic clinic) => clinic.InAsync<ClinicDb, (int, int)>(async db => (await db.AuditEvents.CountAsync(), await db.RoomReports.CountAsync()));
}
