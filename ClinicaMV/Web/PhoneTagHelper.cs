using Microsoft.AspNetCore.Razor.TagHelpers;

namespace ClinicaMV.Web;

/// <summary><c>&lt;a rings="958 12 34 56"&gt;</c>: a press on it rings that number, however people write it.</summary>
[HtmlTargetElement("a", Attributes = "rings")]
public sealed class PhoneTagHelper : TagHelper
{
    private const int FewestDigits = 7;

    public string Rings { get; set; } = "";

    public override void Process(TagHelperContext context, TagHelperOutput output)
        => output.Attributes.SetAttribute("href", $"tel:{NumberOf(Rings)}");

    /// <summary>What to dial: of several numbers the first, and without the zero in brackets that is left out behind a country's code.</summary>
    public static string NumberOf(string written)
    {
        var first = written.Split('/')[0];
        // Some write a slash behind the area's code.
        var one = first.Count(char.IsAsciiDigit) >= FewestDigits ? first : written;
        return string.Concat((one.Contains('+') ? one.Replace("(0)", "") : one).Where(c => char.IsAsciiDigit(c) || c == '+'));
    }
}
