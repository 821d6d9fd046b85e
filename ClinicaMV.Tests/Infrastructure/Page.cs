using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace ClinicaMV.Tests.Infrastructure;

/// <summary>What a visitor has on the screen.</summary>
public sealed class Page(Visitor visitor, HttpResponseMessage response, IHtmlDocument document)
{
    public HttpStatusCode Status => response.StatusCode;

    public HttpResponseMessage Response => response;

    public IHtmlDocument Document => document;

    public string Path => response.RequestMessage!.RequestUri!.AbsolutePath;

    public string Text => Normal(document.QuerySelector("main")?.TextContent ?? document.Body?.TextContent ?? "");

    public string Heading => Normal(document.QuerySelector("h1")?.TextContent ?? "");

    public bool Has(string selector) => document.QuerySelector(selector) is not null;

    public IReadOnlyList<string> Errors => [.. document.QuerySelectorAll(".error-summary a, .error-summary li").Select(e => Normal(e.TextContent)).Distinct()];

    public Page Shows(string text)
    {
        Assert.Contains(text, Text);
        return this;
    }

    public Page Is(HttpStatusCode status)
    {
        Assert.Equal(status, Status);
        return this;
    }

    public Page IsAt(string path)
    {
        Assert.Equal(path, Path);
        return this;
    }

    /// <summary>Follows the link with that text.</summary>
    public Task<Page> FollowAsync(string text)
    {
        var link = document.QuerySelectorAll<IHtmlAnchorElement>("a[href]").FirstOrDefault(a => Normal(a.TextContent).Contains(text))
            ?? throw new InvalidOperationException($"No link “{text}” on {Path}: {Text}");
        return visitor.OpenAsync(link.Href);
    }

    /// <summary>Fills the form that holds the named field (or the button with that text) and presses its button.</summary>
    public Task<Page> SubmitAsync(string fieldOrButton, params (string Name, string Value)[] filled)
    {
        var (address, fields) = Filled(fieldOrButton, filled);
        return visitor.PostAsync(address, fields);
    }

    /// <summary>The same without following where it leads.</summary>
    public Task<HttpResponseMessage> SubmitOnceAsync(string fieldOrButton, params (string Name, string Value)[] filled)
    {
        var (address, fields) = Filled(fieldOrButton, filled);
        return visitor.PostOnceAsync(address, fields);
    }

    /// <summary>The same with a file in the named field.</summary>
    public Task<Page> UploadAsync(string field, byte[] file, string name = "pacientes.csv")
    {
        var (address, fields) = Filled(field, []);
        var content = new MultipartFormDataContent();
        foreach (var (key, value) in fields.Where(f => f.Key != field))
            content.Add(new StringContent(value), key);
        content.Add(new ByteArrayContent(file), field, name);
        return visitor.PostAsync(address, content);
    }

    /// <summary>A forged form: this page's fields and token, sent to another address.</summary>
    public Task<Page> SubmitElsewhereAsync(string fieldOrButton, string address, params (string Name, string Value)[] filled)
        => visitor.PostAsync(new Uri(response.RequestMessage!.RequestUri!, address), Filled(fieldOrButton, filled).Item2);

    private (Uri, List<KeyValuePair<string, string>>) Filled(string fieldOrButton, (string Name, string Value)[] filled)
    {
        var form = document.QuerySelectorAll<IHtmlFormElement>("form").FirstOrDefault(f => Holds(f, fieldOrButton))
            ?? throw new InvalidOperationException($"No form with “{fieldOrButton}” on {Path} ({(int)Status}): {Text}");
        var fields = Rendered(form).Where(f => filled.All(x => x.Name != f.Key)).ToList();
        fields.AddRange(filled.Select(f => KeyValuePair.Create(f.Name, f.Value)));
        return (new Uri(response.RequestMessage!.RequestUri!, form.GetAttribute("action") ?? ""), fields);
    }

    private static bool Holds(IHtmlFormElement form, string fieldOrButton)
        => form.Method.Equals("post", StringComparison.OrdinalIgnoreCase)
        && (form.Elements.Any(e => e.GetAttribute("name") == fieldOrButton)
            || form.QuerySelectorAll("button").Any(b => Normal(b.TextContent) == fieldOrButton));

    private static IEnumerable<KeyValuePair<string, string>> Rendered(IHtmlFormElement form)
    {
        foreach (var element in form.Elements)
        {
            var value = element switch
            {
                IHtmlInputElement { Type: "checkbox" or "radio" } box => box.IsChecked ? box.Value : null,
                IHtmlInputElement { Type: "submit" or "button" } => null,
                IHtmlInputElement input => input.Value,
                IHtmlSelectElement select => select.Value ?? "",
                IHtmlTextAreaElement area => area.Value,
                _ => null,
            };
            if (value is not null && element.GetAttribute("name") is { Length: > 0 } name)
                yield return new(name, value);
        }
    }

    private static string Normal(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
