using ClinicaMV.Clinic;

namespace ClinicaMV.Mail;

/// <summary>What one mail says. The HTML template and the plain text are two renderings of it, so that they cannot differ.</summary>
public sealed record MailContent
{
    public required string Subject { get; init; }

    public required string Greeting { get; init; }

    public required IReadOnlyList<string> Paragraphs { get; init; }

    /// <summary>Label and value, the most important first: the hour.</summary>
    public IReadOnlyList<(string Label, string Value)> Facts { get; init; } = [];

    /// <summary>The one button, whose address is also written out.</summary>
    public (string Text, string Url)? Button { get; init; }

    public string? AfterButton { get; init; }

    /// <summary>What else can be done, less loudly.</summary>
    public (string Text, string Url)? Link { get; init; }

    public required IReadOnlyList<string> Footer { get; init; }

    public required string LinkHint { get; init; }

    public required string ClinicName { get; init; }

    /// <summary>Of the button and of what stands out, <c>#rrggbb</c>.</summary>
    public string Colour { get; init; } = Clinic.Colour.Default;

    public required string Language { get; init; }

    public string ToPlainText()
    {
        var facts = Facts.Select(f => $"{f.Label}: {f.Value}").ToList();
        // The hour first: it is what a phone shows of the mail before it is opened.
        List<string> lines = facts.Count == 0 ? [Greeting, "", .. Paragraphs] : [facts[0], "", Greeting, "", .. Paragraphs, "", .. facts.Skip(1)];
        if (Button is var (text, url))
            lines.AddRange(["", $"{text}:", url]);
        if (AfterButton is not null)
            lines.AddRange(["", AfterButton]);
        if (Link is var (what, where))
            lines.AddRange(["", $"{what}:", where]);
        lines.AddRange(["", "-- ", .. Footer]);
        return string.Join("\r\n", lines.Select(line => line.OnOneLine())) + "\r\n";
    }
}
