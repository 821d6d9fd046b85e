using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Mvc;

namespace ClinicaMV.Web;

/// <summary>
/// A table to take along, as the reader's spreadsheet opens it by itself: columns are parted and decimals written as in the reader's language, in Spanish
/// <c>;</c> and <c>12,5</c>, in English <c>,</c> and <c>12.5</c>. Days and instants are ISO 8601 in all of them. Programs read it in the invariant culture, which is as in English.
/// </summary>
public static class CsvFile
{
    public const string ContentType = "text/csv; charset=utf-8";

    private const string Formulas = "=+-@\t\r";

    /// <summary>With the mark at the start without which Excel takes UTF-8 for something else, and spoils every accent.</summary>
    public static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: true);

    /// <summary>For whoever looks at the page.</summary>
    public static FileContentResult Of(string name, IEnumerable<IEnumerable<object?>> rows)
        => new([.. Utf8.Preamble, .. Utf8.GetBytes(string.Concat(rows.Select(row => Line(CultureInfo.CurrentCulture, row))))], ContentType) { FileDownloadName = name };

    /// <summary>One row of it, with its end.</summary>
    public static string Line(CultureInfo reader, params IEnumerable<object?> cells)
        => string.Join(reader.TextInfo.ListSeparator, cells.Select(cell => Cell(reader, cell))) + "\r\n";

    private static string Cell(CultureInfo reader, object? cell) => cell switch
    {
        null => "",
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        double number => number.ToString("0.0", reader),
        _ => Text($"{cell}"),
    };

    // Nobody's name is a formula, whatever it begins with; a number below zero is none.
    private static string Text(string text) => IsPlain(text) ? text
        : $"\"{(Formulas.Contains(text[0]) ? "'" : "")}{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static bool IsPlain(string text)
        => text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_') && (!text.StartsWith('-') || text[1..].All(char.IsAsciiDigit));
}
