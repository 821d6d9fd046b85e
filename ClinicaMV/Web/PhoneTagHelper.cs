using ClinicaMV.Accounts;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace ClinicaMV.Web;

/// <summary><c>&lt;a rings="958 12 34 56"&gt;</c>: a press on it rings that number, however people write it.</summary>
[HtmlTargetElement("a", Attributes = "rings")]
public sealed class PhoneTagHelper : TagHelper
{
    public string Rings { get; set; } = "";

    public override void Process(TagHelperContext context, TagHelperOutput output)
        => output.Attributes.SetAttribute("href", $"tel:{PhoneNumbers.ToDial(Rings)}");
}
