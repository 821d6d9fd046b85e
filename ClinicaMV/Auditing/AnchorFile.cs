using System.Text;
using ClinicaMV.Data;

namespace ClinicaMV.Auditing;

/// <summary>The anchors as a file of one line each, to which lines are only ever added.</summary>
public sealed class AnchorFile(DataDirectory data, AuditSeal seal)
{
    private readonly Lock turn = new();

    public string Path { get; } = data.File("record-anchors.txt");

    /// <summary>Adds a line, unless the last one says the same.</summary>
    /// <returns>The last one.</returns>
    public AuditAnchor Append(AuditAnchor anchor)
    {
        lock (turn)
            return Write(anchor);
    }

    /// <summary>What it means when the line that was set last is not there.</summary>
    public ChainFault? FaultWithout(string last)
    {
        lock (turn)
        {
            var lines = File.Exists(Path) ? File.ReadAllLines(Path) : [];
            return lines.Contains(last) ? null : new(ChainFaultKind.AnchorsLost, System.IO.Path.GetFileName(Path), lines.Length);
        }
    }

    private AuditAnchor Write(AuditAnchor anchor)
    {
        using var file = new FileStream(Path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        var length = AfterLineFeed(file, file.Length);
        if (LastLine(file, length) is { } last && last.Ends.Count == anchor.Ends.Count && last.Ends.All(e => anchor.Ends.GetValueOrDefault(e.Key) == e.Value))
            return last;

        file.Seek(length, SeekOrigin.Begin);
        using var text = new StreamWriter(file);
        text.Write($"{anchor}\n");
        text.Flush();
        file.SetLength(file.Position);
        file.Flush(flushToDisk: true);
        return anchor;
    }

    /// <summary>The genuine anchors of a file, ours or one that was kept elsewhere, oldest first; and what is wrong with the first line that is not. Where there is no file there are none.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public async Task<(IReadOnlyList<AuditAnchor> Anchors, ChainFault? Fault)> ReadAsync(string path, CancellationToken cancel)
    {
        if (!File.Exists(path))
            return ([], null);

        var anchors = new List<AuditAnchor>();
        var text = await File.ReadAllTextAsync(path, cancel);
        // What a power cut has left of a last line is none.
        var lines = path == Path ? text[..(text.LastIndexOf('\n') + 1)].Split('\n') : text.Split('\n');
        for (var number = 1; number <= lines.Length; number++)
        {
            if (string.IsNullOrWhiteSpace(lines[number - 1]))
                continue;
            var anchor = AuditAnchor.Parse(lines[number - 1]);
            if (anchor is null || anchor.FaultOf(seal, number) is not null)
                return (anchors, anchor?.FaultOf(seal, number) ?? new(ChainFaultKind.AnchorForged, null, number));
            anchors.Add(anchor);
        }

        return (anchors, null);
    }

    private static AuditAnchor? LastLine(FileStream file, long length)
    {
        if (length == 0)
            return null;

        var line = new byte[length - AfterLineFeed(file, length - 1)];
        file.Seek(-line.Length + length, SeekOrigin.Begin);
        file.ReadExactly(line);
        return AuditAnchor.Parse(Encoding.UTF8.GetString(line));
    }

    /// <returns>The place just after the last line feed before that one; the beginning when there is none.</returns>
    private static long AfterLineFeed(FileStream file, long before)
    {
        for (var place = before; place > 0; place--)
        {
            file.Seek(place - 1, SeekOrigin.Begin);
            if (file.ReadByte() == '\n')
                return place;
        }

        return 0;
    }
}
