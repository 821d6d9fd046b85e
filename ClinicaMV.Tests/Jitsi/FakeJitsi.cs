using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using System.Xml.Linq;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ClinicaMV.Tests.Jitsi;

/// <summary>A server that answers as a Jitsi does, over TLS on a real socket: its start page, its files and BOSH. Well set, or badly in one way.</summary>
internal sealed class FakeJitsi : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentDictionary<string, FakeJitsiStream> streams = new();
    private readonly ConcurrentDictionary<string, bool> reserved = new();

    public FakeJitsi()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, socket => socket.UseHttps(https => https.ServerCertificateSelector = (_, _) => Certificate)));
        app = builder.Build();
        app.MapGet("/{**path}", (HttpContext context) => Answer(context));
        app.MapPost("/http-bind", (Delegate)BoshAsync);
        app.MapPost("/{customer}/http-bind", (Delegate)BoshAsync);
    }

    public X509Certificate2 Certificate { get; init; } = SmtpServer.SelfSigned("localhost");

    /// <summary>As <c>Jitsi:Domain</c> wants it.</summary>
    public string Host { get; private set; } = "";

    public string Script { get; set; } = "/* Jitsi */ window.JitsiMeetExternalAPI = class {};";
    public string StartPage { get; set; } = """<html><script src="libs/app.bundle.min.js?v=8719"></script></html>""";
    public string Config { get; set; } = "// domain: 'nowhere',\nvar subdomain = '';\nconfig.hosts = {};\nconfig.hosts.domain = 'meet.jitsi';\nconfig.hosts.muc = 'muc.' + subdomain + 'meet.jitsi';\n";
    public string Domain { get; init; } = "meet.jitsi";
    public ProsodyVerifier Door { get; set; } = Tokens.Verifier(Tokens.SharedSecret());
    public bool RoomsCheckTokens { get; set; } = true;
    public bool EverybodyModerates { get; set; }
    public bool NobodyModerates { get; set; }
    public string? ReservationRefusal { get; set; }
    public bool IsMute { get; set; }

    /// <summary>Before each of its answers over BOSH.</summary>
    public string Prologue { get; set; } = "";
    public TimeProvider Clock { get; set; } = TimeProvider.System;
    public TimeSpan ClockAhead { get; set; }

    /// <summary>What it does when somebody wants a room, and when somebody is in it: asks and tells the clinic.</summary>
    public Func<string, Task> Asks { get; set; } = _ => Task.CompletedTask;

    /// <inheritdoc cref="Asks"/>
    public Func<string, Task> Tells { get; set; } = _ => Task.CompletedTask;

    /// <summary>The rooms that were asked for.</summary>
    public ICollection<string> Reserved => reserved.Keys;

    public async Task<FakeJitsi> StartAsync()
    {
        await app.StartAsync();
        Host = $"localhost:{new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port}";
        return this;
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        Certificate.Dispose();
    }

    private IResult Answer(HttpContext context)
    {
        context.Response.Headers.Date = (Clock.GetUtcNow() + ClockAhead).ToString("R");
        return $"/{context.Request.Path.Value!.Split('/')[^1]}" switch
        {
            "/external_api.js" => Results.Text(Script, "application/javascript"),
            "/config.js" => Results.Text(Config, "application/javascript"),
            _ => Results.Text(StartPage, "text/html"),
        };
    }

    private async Task<IResult> BoshAsync(HttpContext context)
    {
        var body = await XElement.LoadAsync(context.Request.Body, LoadOptions.None, context.RequestAborted);
        var sid = body.Attribute("sid")?.Value;
        if (sid is null)
        {
            if (body.Attribute("to")?.Value != Domain)
                return Body(new XAttribute("type", "terminate"), new XAttribute("condition", "host-unknown"));

            sid = Guid.NewGuid().ToString();
            streams[sid] = new FakeJitsiStream(this, context.Request.Query["token"]);
            return Body(new XAttribute("sid", sid));
        }

        if (!streams.TryGetValue(sid, out var stream))
            return Results.NotFound();
        var answer = IsMute ? [] : body.Elements().SelectMany(stream.Hear).ToArray<object>();
        if (body.Elements().FirstOrDefault(s => s.Name.LocalName == "iq" && s.Attribute("id")?.Value == "conference") is { FirstNode: XElement wish })
            await Asks(wish.Attribute("room")!.Value.Split('@')[0]);
        if (body.Elements().FirstOrDefault(s => s.Name.LocalName == "presence")?.Attribute("to")?.Value is { } occupant)
            await Tells(occupant.Split('@')[0]);
        return Body(answer);
    }

    internal void Reserve(string room) => reserved[room] = true;

    private IResult Body(params object[] content)
        => Results.Text(Prologue + new XElement(XName.Get("body", "http://jabber.org/protocol/httpbind"), content).ToString(SaveOptions.DisableFormatting), "text/xml");
}
