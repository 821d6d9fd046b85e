using ClinicaMV.Resources;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Microsoft.Extensions.Localization;

namespace ClinicaMV.Web;

/// <summary><c>&lt;field for label hint&gt;</c>: label, hint and error message around an input, tied together for those who listen.</summary>
[HtmlTargetElement("field", Attributes = "for")]
public sealed class FieldTagHelper(IStringLocalizer<Text> text) : TagHelper
{
    public ModelExpression For { get; set; } = null!;

    public string Label { get; set; } = "";

    public string? Hint { get; set; }

    [HtmlAttributeNotBound, ViewContext]
    public ViewContext ViewContext { get; set; } = null!;

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var id = TagBuilder.CreateSanitizedId(ViewContext.FullName(For.Name), "_");
        var error = ViewContext.ErrorOf(For.Name);
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", error is null ? "field" : "field field-invalid");
        ViewContext.Fields()[id] = Label;
        output.Content.AppendHtml($"<label class=\"form-label\" for=\"{id}\">").Append(Label).AppendHtml("</label>");
        if (Hint is { Length: > 0 })
            output.Content.AppendHtml($"<p class=\"form-text\" id=\"{id}-hint\">").Append(Hint).AppendHtml("</p>");
        if (error is not null)
            output.Content.AppendHtml($"<p class=\"field-error\" id=\"{id}-error\"><span class=\"visually-hidden\">").Append(text["Form.ErrorPrefix"]).AppendHtml(" </span>").Append(error).AppendHtml("</p>");
        context.Items[typeof(FieldTagHelper)] = $"{(Hint is { Length: > 0 } ? $"{id}-hint " : "")}{(error is not null ? $"{id}-error" : "")}".Trim();
        output.Content.AppendHtml(await output.GetChildContentAsync());
    }
}

/// <summary>Tells an input inside a <c>field</c> which hint and error belong to it, and each input its place in the list of errors.</summary>
[HtmlTargetElement("input", Attributes = "asp-for")]
[HtmlTargetElement("select", Attributes = "asp-for")]
[HtmlTargetElement("textarea", Attributes = "asp-for")]
public sealed class DescribedInputTagHelper : TagHelper
{
    public override int Order => 10;

    [HtmlAttributeName("asp-for")]
    public ModelExpression For { get; set; } = null!;

    [HtmlAttributeNotBound, ViewContext]
    public ViewContext ViewContext { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        ViewContext.Fields().TryAdd(TagBuilder.CreateSanitizedId(ViewContext.FullName(For.Name), "_"), null);
        if (context.Items.TryGetValue(typeof(FieldTagHelper), out var described) && described is string { Length: > 0 } ids)
            output.Attributes.SetAttribute("aria-describedby", ids);
        if (ViewContext.ErrorOf(For.Name) is not null)
            output.Attributes.SetAttribute("aria-invalid", "true");
        // What a browser cuts off unseen leaves another password than the one that was pasted: too long is refused in words.
        if (output.Attributes["type"]?.Value.ToString() == "password")
            output.Attributes.RemoveAll("maxlength");
    }
}

internal static class FieldErrors
{
    // Inside a partial the expression alone does not tell where in the form it stands.
    public static string FullName(this ViewContext view, string field) => view.ViewData.TemplateInfo.GetFullHtmlFieldName(field);

    /// <summary>The fields of this page, by id, and what they are called if anything: those that have been rendered so far, in that order.</summary>
    public static OrderedDictionary<string, string?> Fields(this ViewContext view)
    {
        var items = view.HttpContext.Items;
        if (items[typeof(FieldErrors)] is OrderedDictionary<string, string?> fields)
            return fields;

        items[typeof(FieldErrors)] = fields = [];
        return fields;
    }

    public static string? ErrorOf(this ViewContext view, string field)
        => view.ModelState.TryGetValue(view.FullName(field), out var entry) && entry.Errors.Count > 0 ? entry.Errors[0].ErrorMessage : null;
}
