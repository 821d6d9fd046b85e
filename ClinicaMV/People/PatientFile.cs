using System.Globalization;
using System.Text;
using ClinicaMV.Data;
using CsvHelper;
using CsvHelper.Configuration;

namespace ClinicaMV.People;

/// <summary>
/// Reads a file of patients: comma or semicolon, UTF-8, a header in Spanish or English. Each line is read for itself, so that a quote
/// that is never closed spoils its own line and not the rest of the file.
/// </summary>
public sealed class PatientFile(string culture)
{
    public const int MostBytes = 1024 * 1024;
    public const int MostLines = 5000;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly Dictionary<string, ImportColumn> Headers = new()
    {
        ["nombre"] = ImportColumn.Name, ["nombre y apellidos"] = ImportColumn.Name, ["name"] = ImportColumn.Name,
        ["correo"] = ImportColumn.Email, ["correo electronico"] = ImportColumn.Email, ["email"] = ImportColumn.Email, ["e-mail"] = ImportColumn.Email,
        ["telefono"] = ImportColumn.Phone, ["phone"] = ImportColumn.Phone,
        ["idioma"] = ImportColumn.Language, ["language"] = ImportColumn.Language,
    };

    public ImportReport Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > MostBytes)
            return ImportReport.Refused(FileFault.TooBig);
        if (bytes.StartsWith(Encoding.UTF8.Preamble))
            bytes = bytes[Encoding.UTF8.Preamble.Length..];

        try
        {
            return Read(Strict.GetString(bytes).Split('\n'));
        }
        catch (DecoderFallbackException fault)
        {
            return ImportReport.Refused(FileFault.NotUtf8, 1 + bytes[..Math.Clamp(fault.Index, 0, bytes.Length)].Count((byte)'\n'));
        }
    }

    private ImportReport Read(string[] lines)
    {
        var first = Array.FindIndex(lines, line => !string.IsNullOrWhiteSpace(line));
        if (first < 0)
            return ImportReport.Refused(FileFault.Empty);
        // A file may end its last line, or not.
        var last = lines.Length - (string.IsNullOrWhiteSpace(lines[^1]) ? 1 : 0);
        if (last - first - 1 > MostLines)
            return ImportReport.Refused(FileFault.TooManyLines);

        var separator = lines[first].Count(c => c == ';') > lines[first].Count(c => c == ',') ? ";" : ",";
        if (ColumnsOf(lines[first], separator) is not { } columns)
            return ImportReport.Refused(FileFault.BadHeader, first + 1);

        var reader = new ImportReader(columns, culture);
        for (var i = first + 1; i < lines.Length; i++)
            reader.Add(i + 1, CellsOf(lines[i], separator));
        return reader.Report;
    }

    private static List<ImportColumn>? ColumnsOf(string line, string separator)
    {
        if (CellsOf(line, separator) is not { } cells)
            return null;

        List<ImportColumn> columns = [];
        foreach (var cell in cells)
        {
            if (!Headers.TryGetValue(Names.Fold(cell.Trim()), out var column) || columns.Contains(column))
                return null;
            columns.Add(column);
        }

        return columns.Contains(ImportColumn.Name) && columns.Contains(ImportColumn.Email) ? columns : null;
    }

    /// <returns><see langword="null"/> when the quotes of the line do not belong together.</returns>
    private static string[]? CellsOf(string line, string separator)
    {
        line = line.TrimEnd('\r');
        if (line.Count(c => c == '"') % 2 != 0)
            return null;

        var bad = false;
        var settings = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = separator, NewLine = "\n", HasHeaderRecord = false, IgnoreBlankLines = false, BadDataFound = _ => bad = true,
        };
        using var parser = new CsvParser(new StringReader(line), settings);
        var cells = parser.Read() ? parser.Record ?? [] : [];
        return bad ? null : cells;
    }
}

/// <summary>What a column of the file can hold.</summary>
public enum ImportColumn
{
    Name,
    Email,
    Phone,
    Language,
}
