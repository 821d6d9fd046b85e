using System.Net;
using System.Text.Json;
using ClinicaMV.Tests.Infrastructure;

namespace ClinicaMV.Tests.Web;

/// <summary>The portal on the home screen of a phone: the clinic's name, icons that are there, and nothing that stays on the device.</summary>
public sealed class ManifestTests(SqliteClinic clinic) : IClassFixture<SqliteClinic>
{
    [Fact]
    public async Task Every_page_names_a_manifest_whose_icons_are_there()
    {
        var visitor = clinic.Visitor();
        var page = await visitor.OpenAsync("/");
        var address = page.Document.QuerySelector("link[rel=manifest]")!.GetAttribute("href")!;
        using var answer = await visitor.SendAsync(HttpMethod.Get, address);
        Assert.Equal("application/manifest+json", answer.Content.Headers.ContentType?.MediaType);
        var manifest = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;

        Assert.Equal("Clínica Dietética MV", manifest.GetProperty("name").GetString());
        Assert.Equal("es", manifest.GetProperty("lang").GetString());
        Assert.Equal(["any", "any", "maskable"], manifest.GetProperty("icons").EnumerateArray().Select(i => i.GetProperty("purpose").GetString()));
        foreach (var icon in manifest.GetProperty("icons").EnumerateArray())
        {
            using var picture = await visitor.SendAsync(HttpMethod.Get, icon.GetProperty("src").GetString()!);
            Assert.Equal(HttpStatusCode.OK, picture.StatusCode);
            Assert.Equal("image/png", picture.Content.Headers.ContentType?.MediaType);
        }

        Assert.DoesNotContain("serviceWorker", page.Document.DocumentElement.OuterHtml);
    }
}
