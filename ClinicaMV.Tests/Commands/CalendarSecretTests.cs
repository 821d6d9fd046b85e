using System.Net;
using ClinicaMV.Data;
using ClinicaMV.Tests.Infrastructure;

namespace ClinicaMV.Tests.Commands;

/// <summary>The secret in the address of a calendar feed is a key: whoever reads the log must not find it there.</summary>
public sealed class CalendarSecretTests
{
    [Fact]
    public async Task The_secret_is_never_in_the_log()
    {
        using var clinic = Installation.ForDevelopment();
        await using var run = clinic.Start();
        var (address, network) = (await run.ListeningAsync(), new SocketsHttpHandler { AllowAutoRedirect = false });
        var visitor = new Visitor(address, network);
        await visitor.SignInAsync("ana@demo.test", DemoClinic.Password);
        var made = await (await visitor.OpenAsync("/Calendar")).SubmitAsync("Crear la dirección");
        var feed = new Uri(made.Document.QuerySelector("input[readonly]")!.GetAttribute("value")!).AbsolutePath;
        var secret = Path.GetFileNameWithoutExtension(feed);

        using var program = new HttpClient { BaseAddress = address };
        Assert.Equal(HttpStatusCode.OK, (await program.GetAsync(feed)).StatusCode);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await program.PostAsync(feed, null)).StatusCode);
        foreach (var mistyped in new[] { feed.Replace(".ics", ".txt"), feed + "/more", $"/Calendar?x={secret}" })
            await program.GetAsync(mistyped);
        await (await visitor.OpenAsync("/Calendar")).SubmitAsync("Retirar la dirección");
        Assert.Equal(HttpStatusCode.NotFound, (await program.GetAsync(feed)).StatusCode);
        await run.StopAsync();

        Assert.Contains("GET /Calendar/{secret}.ics 200", run.Said);
        Assert.DoesNotContain(secret, run.Said, StringComparison.OrdinalIgnoreCase);
    }
}
