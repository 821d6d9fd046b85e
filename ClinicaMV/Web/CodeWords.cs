using ClinicaMV.Resources;
using Microsoft.Extensions.Localization;

namespace ClinicaMV.Web;

public static class CodeWords
{
    /// <summary>A code from the database in words; one that has none yet (a number, a rare error) as it is.</summary>
    public static string? WordsFor(this IStringLocalizer<Text> text, string family, string? code)
        => code is null ? null : text[$"{family}.{code}"] is { ResourceNotFound: false } words ? words : code;
}
