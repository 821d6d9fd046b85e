namespace ClinicaMV.Statistics;

/// <summary>Figures as a table of codes and numbers: what is shown in words, drawn, and downloaded.</summary>
/// <param name="Name">As it stands in addresses and file names.</param>
/// <param name="Columns">The codes of the columns.</param>
public sealed record StatisticTable(string Name, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>Dates, numbers and codes of the house, and names in quotes: nothing that a spreadsheet could take for a formula.</summary>
    public string ToCsv() => string.Concat(Rows.Prepend(Columns).Select(row => string.Join(',', row.Select(Cell)) + "\r\n"));

    private static string Cell(string text) => text.Length == 0 || text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.') && (!text.StartsWith('-') || text[1..].All(char.IsAsciiDigit))
        ? text
        : $"\"{(text[0] is '=' or '+' or '-' or '@' or '\t' ? "'" : "")}{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
