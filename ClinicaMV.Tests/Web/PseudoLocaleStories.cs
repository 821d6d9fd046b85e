using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using ClinicaMV.Clinic;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Tests.Web;

/// <summary>U06: whatever people can read on any page comes from the resources, or is data.</summary>
public sealed partial class PseudoLocaleStories(BracketedClinic clinic) : IClassFixture<BracketedClinic>
{
    // Programs and drawings, names of zones, and what a language calls itself.
    private const string NotWords = "script, style, code, svg, noscript, select[name='Input.TimeZone'], [lang]:not(html)";

    private static readonly string[] Read = ["aria-label", "title", "placeholder", "alt", "data-label"];

    [Fact]
    public async Task No_page_has_a_word_that_does_not_come_from_the_resources()
    {
        var everyPage = await EveryPage.FurnishAsync(clinic);
        var known = Known();
        var (pages, strangers) = (0, new SortedSet<string>());
        foreach (var come in everyPage.Visitors)
        {
            var visitor = await come();
            foreach (var address in everyPage.Addresses())
            {
                var page = await visitor.OpenAsync(address);
                if (page.Status != HttpStatusCode.NotFound)
                    pages++;
                strangers.UnionWith(WordsOf(page, known).Select(word => $"{page.Path}: {word}"));
            }
        }

        Assert.InRange(pages, 60, int.MaxValue);
        Assert.True(strangers.Count == 0, string.Join('\n', strangers));
        Scoreboard.Record("U06", "every page × five visitors", "no text but from the resources, in both languages", $"{pages} pages crawled in a pseudo-language: 0 words of their own");
    }

    private static IEnumerable<string> WordsOf(Infrastructure.Page page, IReadOnlyList<string> known)
    {
        var seen = page.Document.Body!.Descendants<IText>()
            .Where(t => t.ParentElement?.Closest(NotWords) is null).Select(t => t.Text)
            .Concat(page.Document.All.SelectMany(e => Read.Select(e.GetAttribute).OfType<string>()))
            .Append(page.Document.Title ?? "");
        foreach (var text in seen.Select(BracketedClinic.Outside))
        {
            var left = known.Aggregate(text, (rest, data) => rest.Replace(data, " ", StringComparison.OrdinalIgnoreCase));
            if (Word().Match(left) is { Success: true } word)
                yield return $"“{word.Value}” in “{text.Trim()}”";
        }
    }

    /// <summary>Data, longest first: people, what the clinic is called, and how its calendar names days and months.</summary>
    private IReadOnlyList<string> Known()
    {
        var options = clinic.Services.GetRequiredService<IOptions<ClinicOptions>>().Value;
        var people = new[] { clinic.Ana, clinic.Bruno, clinic.Carla, clinic.Delia, clinic.Elena };
        var calendar = CultureInfo.GetCultureInfo("es-ES").DateTimeFormat;
        return [.. people.SelectMany(p => new[] { p.FullName, p.Email!, p.FirstName }).Concat(["Marta Ruiz", "marta@example.test", options.Name, options.Address, options.Email])
            .Concat(calendar.MonthNames).Concat(calendar.MonthGenitiveNames).Concat(calendar.AbbreviatedMonthNames).Concat(calendar.DayNames)
            .Where(d => d.Length > 0).Distinct().OrderByDescending(d => d.Length)];
    }

    [GeneratedRegex(@"\p{L}{2,}")]
    private static partial Regex Word();
}
