using ClinicaMV.Resources;
using Microsoft.Extensions.Localization;

namespace ClinicaMV.Web;

public static class CodeWords
{
    // What has words of its own for the record is read by them, the rest by those that people read when it happens.
    private static readonly string[] Reasons = ["Audit.Reason", "Reason", "Diary", "Status", "Modality", "Audit.Fault", "Companion.Refusal", "Companion.Link"];

    /// <summary>A code from the database in words; one that has none yet (a number, a rare error) as it is.</summary>
    public static string? WordsFor(this IStringLocalizer<Text> text, string family, string? code)
        => code is null ? null : text.WordsOf(family, code) ?? code;

    /// <summary>Why, as a line of the record has it, in words; several codes with commas between them.</summary>
    public static string? ReasonWords(this IStringLocalizer<Text> text, string? reason)
        => reason is null ? null : string.Join(", ", reason.Split(',').Select(code => Reasons.Select(family => text.WordsOf(family, code)).FirstOrDefault(words => words is not null) ?? code));

    private static string? WordsOf(this IStringLocalizer<Text> text, string family, string code)
        => text[$"{family}.{code}"] is { ResourceNotFound: false } words ? words.Value : null;
}
