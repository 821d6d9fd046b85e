using ClinicaMV.Data;

namespace ClinicaMV.Auditing;

/// <summary>The anchors as a file of one line each, to which lines are only ever added.</summary>
public sealed class AnchorFile(DataDirectory data, AuditSeal seal)
{
    public string Path { get; } = data.File("record-anchors.txt");

    public void Append(AuditAnchor anchor)
    {
        using var file = new FileStream(Path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        file.Seek(LengthOfWholeLines(file), SeekOrigin.Begin);
        using var text = new StreamWriter(file);
        text.Write($"{anchor}\n");
        text.Flush();
        file.SetLength(file.Position);
        file.Flush(flushToDisk: true);
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

    private static long LengthOfWholeLines(FileStream file)
    {
        for (var length = file.Length; length > 0; length--)
        {
            file.Seek(length - 1, SeekOrigin.Begin);
            if (file.ReadByte() == '\n')
                return length;
        }

        return 0;
    }
}
