using ClinicaMV.Resources;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Microsoft.Extensions.Localization;

namespace ClinicaMV.Web;

/// <summary>What is wrong with the form, at the top of the page with a link to each field; nothing when nothing is wrong.</summary>
[HtmlTargetElement("error-summary", TagStructure = TagStructure.WithoutEndTag)]
public sealed class ErrorSummaryTagHelper(IStringLocalizer<Text> text) : TagHelper
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
        foreach (var (field, entry) in ViewContext.ModelState)
        {
            foreach (var error in entry.Errors)
                Append(output, field, error.ErrorMessage);
        }

        output.Content.AppendHtml("</ul>");
    }

    private static void Append(TagHelperOutput output, string field, string message)
    {
        output.Content.AppendHtml("<li>");
        if (field.Length == 0)
            output.Content.Append(message);
        else
            output.Content.AppendHtml($"<a href=\"#{TagBuilder.CreateSanitizedId(field, "_")}\">").Append(message).AppendHtml("</a>");
        output.Content.AppendHtml("</li>");
    }
}
