using System.Net;
using System.Text.RegularExpressions;
using AngleSharp.Html.Parser;

namespace ClinicaMV.Tests.Commands;

/// <summary>
/// The web root stands outside the project, where the SDK finds it by its own tasks, no contract of theirs: a published
/// build has to show that fingerprints and compression are still there.
/// </summary>
[Collection(PublishedBuild.Collection)]
public sealed partial class PublishedBuildTests(PublishedBuild published)
{
    [Fact]
    public async Task A_published_stylesheet_has_a_fingerprint_comes_compressed_and_may_be_kept_for_ever()
    {
        using var installation = Installation.Published(published.Folder);
        await using var run = installation.Start();
        using var http = new HttpClient { BaseAddress = await run.ListeningAsync() };

        foreach (var stylesheet in await StylesheetsAsync(http))
        {
            Assert.Matches(Fingerprint(), stylesheet);
            using var request = new HttpRequestMessage(HttpMethod.Get, stylesheet);
            request.Headers.Add("Accept-Encoding", "br");
            var answer = await http.SendAsync(request);

            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal("text/css", answer.Content.Headers.ContentType?.MediaType);
            Assert.Equal(["br"], answer.Content.Headers.ContentEncoding);
            Assert.Contains("immutable", answer.Headers.CacheControl?.ToString());
            Assert.True(answer.Headers.CacheControl!.MaxAge >= TimeSpan.FromDays(365));
            var plain = await http.GetByteArrayAsync(stylesheet);
            Assert.True((await answer.Content.ReadAsByteArrayAsync()).Length < plain.Length);
        }
    }

    private static async Task<IReadOnlyList<string>> StylesheetsAsync(HttpClient http)
    {
        var page = await new HtmlParser().ParseDocumentAsync(await http.GetStreamAsync("/"));
        string[] stylesheets = [.. page.QuerySelectorAll("link[rel=stylesheet]").Select(link => link.GetAttribute("href")!)];
        Assert.NotEmpty(stylesheets);
        return stylesheets;
    }

    [GeneratedRegex(@"\.[a-z0-9]{10}(\.min)?\.css$")]
    private static partial Regex Fingerprint();
}
