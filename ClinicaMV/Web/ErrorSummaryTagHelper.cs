using System.Globalization;
using System.Text.Encodings.Web;
using ClinicaMV.Resources;
using Microsoft.AspNetCore.Mvc.Razor;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Microsoft.Extensions.Localization;

namespace ClinicaMV.Web;

/// <summary>What is wrong with the form, at the top of the page with a link to each field; nothing when nothing is wrong.</summary>
[HtmlTargetElement("error-summary", TagStructure = TagStructure.WithoutEndTag)]
public sealed class ErrorSummaryTagHelper(IStringLocalizer<Text> text, HtmlEncoder encoder) : TagHelper
{
    [HtmlAttributeNotBound, ViewContext]
    public ViewContext ViewContext { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        if (ViewContext.ModelState.IsValid)
        {
            output.SuppressOutput();
            return;
        }

        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "error-summary");
        output.Attributes.SetAttribute("role", "alert");
        output.Attributes.SetAttribute("tabindex", "-1");
        output.Attributes.SetAttribute("aria-labelledby", "error-summary-title");
        output.Content.AppendHtml("<h2 id=\"error-summary-title\">").Append(text["Form.ErrorTitle"]).AppendHtml("</h2><ul>");
        // Written when the whole page is: only then the fields, which come later, have said what they are called.
        output.Content.AppendHtml(new HelperResult(WriteAsync)).AppendHtml("</ul>");
    }

    private Task WriteAsync(TextWriter writer)
    {
        // In the order in which they are come to on the page. What is of the whole form goes before them, what is no input of ours after them.
        var fields = ViewContext.Fields();
        int Place(string id) => id.Length == 0 ? -1 : fields.IndexOf(id) is >= 0 and var place ? place : int.MaxValue;
        foreach (var (id, entry) in ViewContext.ModelState.Select(f => (Id: TagBuilder.CreateSanitizedId(f.Key, "_"), Value: f.Value!)).OrderBy(f => Place(f.Id)))
        {
            foreach (var error in entry.Errors)
                Entry(id, error.ErrorMessage).WriteTo(writer, encoder);
        }

        return Task.CompletedTask;
    }

    private TagBuilder Entry(string id, string message)
    {
        var entry = new TagBuilder("li");
        if (id.Length == 0)
        {
            entry.InnerHtml.Append(message);
            return entry;
        }

        var link = new TagBuilder("a") { Attributes = { ["href"] = $"#{id}" } };
        link.InnerHtml.Append(ViewContext.Fields().GetValueOrDefault(id) is { } label ? Named(label, message) : message);
        entry.InnerHtml.AppendHtml(link);
        return entry;
    }

    private static string Named(string label, string message)
        => message is [var first, .. var rest] ? $"{label}: {char.ToLower(first, CultureInfo.CurrentCulture)}{rest}" : label;
}
