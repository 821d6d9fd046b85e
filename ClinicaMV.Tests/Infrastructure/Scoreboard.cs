using System.Text;
using System.Text.Json;
using ClinicaMV.Tests.Commands;

namespace ClinicaMV.Tests.Infrastructure;

/// <summary>The figures that tests and benchmarks have measured: artifacts/scoreboard.json, and docs/scoreboard.md made from it.</summary>
internal static class Scoreboard
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly Lock Writing = new();
    private static readonly string File = Path.Combine(Repository.Folder, "artifacts", "scoreboard.json");

    /// <summary>Takes the place of what was measured before for the same requirement in the same place.</summary>
    public static void Record(string id, string where, string requirement, string figure)
    {
        lock (Writing)
        {
            var row = new Row(id, where, requirement, figure);
            var rows = Read().Where(r => (r.Id, r.Where) != (id, where)).Append(row);
            Directory.CreateDirectory(Path.GetDirectoryName(File)!);
            // In one step: a test of another process may be reading.
            var written = $"{File}.{Environment.ProcessId}";
            System.IO.File.WriteAllText(written, JsonSerializer.Serialize(rows, Json));
            System.IO.File.Move(written, File, overwrite: true);
        }
    }

    /// <summary>Writes docs/scoreboard.md anew; what was not measured here this time stays as it stands there.</summary>
    public static void Publish()
    {
        var published = Path.Combine(Repository.Folder, "docs", "scoreboard.md");
        var measured = Read();
        var kept = System.IO.File.Exists(published)
            ? System.IO.File.ReadLines(published).Where(l => l.StartsWith("| ", StringComparison.Ordinal)).Skip(1).Select(Row.Parse).Where(k => !measured.Exists(m => (m.Id, m.Where) == (k.Id, k.Where)))
            : [];
        System.IO.File.WriteAllText(published, $"# Scoreboard\n\nWhat `bench.sh` and `test.sh` have measured, last on {DateTime.UtcNow:yyyy-MM-dd}. Made by `bench.sh`: do not edit.\n\n{ToMarkdown(kept.Concat(measured))}");
    }

    public static string ToMarkdown() => ToMarkdown(Read());

    private static string ToMarkdown(IEnumerable<Row> rows)
    {
        var table = new StringBuilder("| id | requirement | where | measured |\n|---|---|---|---|\n");
        foreach (var row in rows.OrderBy(r => r.Id, StringComparer.Ordinal).ThenBy(r => r.Where, StringComparer.Ordinal))
            table.Append($"| {row.Id} | {row.Requirement} | {row.Where} | {row.Figure} |\n");
        return table.ToString();
    }

    private static List<Row> Read()
        => System.IO.File.Exists(File) ? JsonSerializer.Deserialize<List<Row>>(System.IO.File.ReadAllText(File))! : [];

    private sealed record Row(string Id, string Where, string Requirement, string Figure)
    {
        public static Row Parse(string line) => line.Split('|', StringSplitOptions.TrimEntries) is [_, var id, var requirement, var where, var figure, _]
            ? new(id, where, requirement, figure)
            : throw new FormatException($"docs/scoreboard.md: {line}");
    }
}
