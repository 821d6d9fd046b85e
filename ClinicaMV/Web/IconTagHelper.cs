using Microsoft.AspNetCore.Razor.TagHelpers;

namespace ClinicaMV.Web;

/// <summary><c>&lt;icon name="video" /&gt;</c>: a picture beside words that say the same; never alone.</summary>
[HtmlTargetElement("icon", TagStructure = TagStructure.WithoutEndTag)]
public sealed class IconTagHelper : TagHelper
{
    public string Name { get; set; } = "";

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "svg";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "icon");
        output.Attributes.SetAttribute("aria-hidden", "true");
        output.Attributes.SetAttribute("focusable", "false");
        output.Content.AppendHtml($"<use href=\"/img/icons.svg#{Name}\"></use>");
    }
}
