using System.Net;
using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using ClinicaMV.Tests.Infrastructure;

namespace ClinicaMV.Tests.Web;

/// <summary>U07: every form that somebody can type into, filled in with nonsense: what is wrong is said at the top with a link to the field, and nothing typed is lost.</summary>
public sealed class InvalidFormStories(SqliteClinic clinic) : IClassFixture<SqliteClinic>
{
    private static readonly string[] Typed = ["text", "email", "tel", "password", "number", "date", "time", "search"];
    private static readonly string Nonsense = new('x', 5000);

    [Fact]
    public async Task Every_form_filled_in_wrong_says_so_and_keeps_what_was_typed()
    {
        var everyPage = await EveryPage.FurnishAsync(clinic);
        var (posted, faults) = (new HashSet<string>(), new List<string>());
        foreach (var come in everyPage.Visitors)
        {
            foreach (var address in everyPage.Addresses())
            {
                var visitor = await come();
                var page = await visitor.OpenAsync(address);
                foreach (var form in page.Document.QuerySelectorAll<IHtmlFormElement>("main form").Where(f => f.Method == "post"))
                {
                    var fields = FieldsOf(form);
                    if (fields.Count == 0 || !posted.Add($"{page.Document.QuerySelector("h1")?.TextContent}: {string.Join(',', fields)}"))
                        continue;
                    var answer = await page.SubmitAsync(fields[0], [.. fields.Select(f => (f, Nonsense))]);
                    faults.AddRange(FaultsOf(answer, fields).Select(f => $"{address} ({string.Join(',', fields)}): {f}"));
                }
            }
        }

        Assert.InRange(posted.Count, 10, int.MaxValue);
        Assert.True(faults.Count == 0, string.Join('\n', faults));
        Scoreboard.Record("U07", "every page × five visitors", "every form posted invalid has an error summary with links, and keeps its values", $"{posted.Count} forms: 0 without");
    }

    public static TheoryData<string, string, string> Unreadable() => new()
    {
        { "no boundary", "multipart/form-data", "x" },
        { "broken off", "multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\nsome" },
        { "many fields", "application/x-www-form-urlencoded", string.Join('&', Enumerable.Range(0, 1025).Select(i => $"f{i}=x")) },
        { "long key", "application/x-www-form-urlencoded", Nonsense + "=x" },
        { "long value", "application/x-www-form-urlencoded", "x=" + new string('x', 6_000_000) },
        { "unknown encoding", "application/x-www-form-urlencoded; charset=utf-7", "x=y" },
    };

    [Theory]
    [MemberData(nameof(Unreadable))]
    public async Task A_form_that_cannot_be_read_is_answered_with_a_page_and_all_headers(string what, string type, string body)
    {
        var visitor = clinic.Visitor();
        foreach (var address in new[] { "/", "/Identity/Account/Login", "/Identity/Account/ResetPassword", "/Error", "/Language", "/Companion", "/Mailbox" })
        {
            foreach (var method in new[] { HttpMethod.Get, HttpMethod.Head, HttpMethod.Post })
            {
                using var request = new HttpRequestMessage(method, address) { Content = new ByteArrayContent(Encoding.ASCII.GetBytes(body)) };
                request.Content.Headers.TryAddWithoutValidation("Content-Type", type);

                using var answer = await visitor.Http.SendAsync(request);

                Assert.True(answer.StatusCode == HttpStatusCode.BadRequest, $"{what}: {method} {address}: {answer.StatusCode}");
                Assert.True(answer.Headers.Contains("Content-Security-Policy") && answer.Headers.Contains("X-Content-Type-Options"), $"{what}: {method} {address}");
                if (method != HttpMethod.Head)
                    Assert.Contains("<h1>", await answer.Content.ReadAsStringAsync());
            }
        }
    }

    [Fact]
    public async Task A_checkbox_that_is_neither_yes_nor_no_is_wrong_and_the_form_is_shown_again()
    {
        var login = await (await clinic.Visitor().OpenAsync("/Identity/Account/Login")).SubmitAsync("Input.Password",
            ("Input.Email", clinic.Ana.Email!), ("Input.Password", TestClinic.Password), ("Input.RememberMe", "quizas"));
        var preferences = await (await (await clinic.SignedInAsync(clinic.Ana)).OpenAsync("/Preferences")).SubmitAsync("Input.WantsReminders", ("Input.WantsReminders", "x"));

        Assert.True(login.Is(HttpStatusCode.BadRequest).IsAt("/Identity/Account/Login").Has("input[type=checkbox][name='Input.RememberMe']:not([checked])"));
        Assert.True(preferences.Is(HttpStatusCode.BadRequest).IsAt("/Preferences").Has("input[type=checkbox][name='Input.WantsReminders']"));
    }

    private static IReadOnlyList<string> FieldsOf(IHtmlFormElement form)
        => [.. form.Elements.Where(e => e is IHtmlTextAreaElement || (e is IHtmlInputElement input && Typed.Contains(input.Type) && !input.IsReadOnly))
            .Select(e => e.GetAttribute("name")).OfType<string>().Distinct()];

    private static IEnumerable<string> FaultsOf(Infrastructure.Page answer, IReadOnlyList<string> fields)
    {
        if (answer.Status != HttpStatusCode.BadRequest)
            yield return $"{(int)answer.Status} {answer.Path}";
        var links = answer.Document.QuerySelectorAll<IHtmlAnchorElement>(".error-summary a").Select(a => a.Hash.TrimStart('#')).ToList();
        if (links.Count == 0)
            yield return $"no summary: {answer.Text[..Math.Min(120, answer.Text.Length)]}";
        foreach (var link in links.Where(id => answer.Document.GetElementById(id) is null))
            yield return $"the summary leads to #{link}, which is not there";
        var ids = answer.Document.All.Select(e => e.Id).ToList();
        if (!links.SequenceEqual(links.OrderBy(ids.IndexOf)))
            yield return $"the summary names {string.Join(", ", links)}: not in the order of the page";
        foreach (var link in answer.Document.QuerySelectorAll<IHtmlAnchorElement>(".error-summary a"))
        {
            if (answer.Document.QuerySelector($"label.form-label[for='{link.Hash.TrimStart('#')}']")?.TextContent is { } label && !link.TextContent.StartsWith($"{label}: ", StringComparison.Ordinal))
                yield return $"the summary says “{link.TextContent}” and does not name {label}";
        }

        foreach (var input in fields.Select(f => answer.Document.QuerySelector($"[name='{f}']")).OfType<IHtmlInputElement>().Where(i => i.Type is "text" or "email" or "tel"))
        {
            if (input.GetAttribute("value") != Nonsense)
                yield return $"{input.Name} has lost what was typed";
        }
    }
}
