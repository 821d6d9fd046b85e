using System.Text.RegularExpressions;
using ClinicaMV.Accounts;
using ClinicaMV.Data;
using ClinicaMV.Web;

namespace ClinicaMV.People;

/// <summary>Looks at one line after the other, and keeps what is good and what is wrong with the rest.</summary>
internal sealed partial class ImportReader(IReadOnlyList<ImportColumn> columns, string culture)
{
    private static readonly Dictionary<string, string> Languages = new()
    {
        ["es"] = "es", ["espanol"] = "es", ["castellano"] = "es", ["spanish"] = "es",
        ["en"] = "en", ["ingles"] = "en", ["english"] = "en",
    };

    private readonly List<ImportLine> good = [];
    private readonly List<BadLine> bad = [];
    private readonly Dictionary<string, int> addresses = new(StringComparer.OrdinalIgnoreCase);

    public ImportReport Report => new(good, bad);

    /// <param name="cells">Nothing when the quotes of the line do not belong together.</param>
    public void Add(int number, string[]? cells)
    {
        if (cells is null)
            bad.Add(new(number, ImportFault.UnbalancedQuotes));
        else if (cells.All(string.IsNullOrWhiteSpace))
            return;
        else if (FaultOf(cells) is { } fault)
            bad.Add(new(number, fault));
        else
            AddGood(new(number, Cell(cells, ImportColumn.Name), Cell(cells, ImportColumn.Email), Cell(cells, ImportColumn.Phone), LanguageOf(cells)!));
    }

    private void AddGood(ImportLine line)
    {
        if (addresses.TryAdd(line.Email.Normalize(), line.Number))
            good.Add(line);
        else
            bad.Add(new(line.Number, ImportFault.TwiceInTheFile, addresses[line.Email.Normalize()]));
    }

    private ImportFault? FaultOf(string[] cells)
    {
        if (cells.Length > columns.Count)
            return ImportFault.TooManyColumns;
        for (var i = 0; i < cells.Length; i++)
        {
            if (FaultOf(columns[i], cells[i]) is { } fault)
                return fault;
        }

        return Cell(cells, ImportColumn.Name).Length == 0 ? ImportFault.MissingName
            : Cell(cells, ImportColumn.Email).Length == 0 ? ImportFault.MissingEmail
            : !MailAddressAttribute.IsAddress(Cell(cells, ImportColumn.Email)) ? ImportFault.BadAddress
            : LanguageOf(cells) is null ? ImportFault.UnknownLanguage
            : null;
    }

    // A cell that a spreadsheet would take for a formula never comes in: it would wait there for the day of an export.
    private static ImportFault? FaultOf(ImportColumn column, string cell)
        => column == ImportColumn.Phone && cell.Trim().StartsWith('+') && Phone().IsMatch(cell.Trim()) ? TooLong(column, cell)
        : cell.Length > 0 && "=+-@\t\r".Contains(cell[0]) || cell.TrimStart() is ['=' or '+' or '-' or '@', ..] ? ImportFault.Formula
        : !Plain().IsMatch(cell) ? ImportFault.ControlCharacters
        : column == ImportColumn.Phone && !string.IsNullOrWhiteSpace(cell) && !Phone().IsMatch(cell.Trim()) ? ImportFault.BadPhone
        : TooLong(column, cell);

    private static ImportFault? TooLong(ImportColumn column, string cell) => cell.Trim().Length > column switch
    {
        ImportColumn.Name => PersonRules.NameLength,
        ImportColumn.Phone => PersonRules.PhoneLength,
        _ => MailAddressAttribute.MaxLength,
    } ? ImportFault.TooLong : null;

    private string? LanguageOf(string[] cells)
        => Cell(cells, ImportColumn.Language) is { Length: > 0 } language ? Languages.GetValueOrDefault(Names.Fold(language)) : culture;

    private string Cell(string[] cells, ImportColumn column)
    {
        for (var i = 0; i < Math.Min(cells.Length, columns.Count); i++)
        {
            if (columns[i] == column)
                return cells[i].Trim();
        }

        return "";
    }

    [GeneratedRegex($@"\A{PersonRules.Plain}\z")]
    private static partial Regex Plain();

    [GeneratedRegex($@"\A{PersonRules.Phone}\z")]
    private static partial Regex Phone();
}
