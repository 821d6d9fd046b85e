using System.Buffers;
using System.Diagnostics;
using System.IO.Pipelines;

namespace ClinicaMV.Tests.Infrastructure;

/// <summary>Lines that end in CRLF and nothing else: a bare line feed inside a message must stay visible to a test.</summary>
internal sealed class SmtpLines(Stream stream)
{
    private readonly PipeReader pipe = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));

    /// <summary>When what is being read came in: commands sent together came together.</summary>
    public long ArrivedAt { get; private set; }

    /// <returns>The line without its end, or null when the client has gone.</returns>
    public async Task<byte[]?> ReadAsync(CancellationToken stop)
    {
        while (true)
        {
            if (!pipe.TryRead(out var read))
            {
                read = await pipe.ReadAsync(stop);
                ArrivedAt = Stopwatch.GetTimestamp();
            }

            if (TryTakeLine(read.Buffer, out var line, out var next))
            {
                pipe.AdvanceTo(next);
                return line;
            }
            if (read.IsCompleted)
                return null;
            pipe.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    /// <returns>The lines up to the lone dot, dots unstuffed, each with its CRLF; null when the client has gone.</returns>
    public async Task<byte[]?> ReadMessageAsync(CancellationToken stop)
    {
        using var message = new MemoryStream();
        while (await ReadAsync(stop) is { } line)
        {
            if (line is [(byte)'.'])
                return message.ToArray();
            message.Write(line is [(byte)'.', ..] ? line.AsSpan(1) : line);
            message.Write("\r\n"u8);
        }
        return null;
    }

    private static bool TryTakeLine(ReadOnlySequence<byte> buffer, out byte[]? line, out SequencePosition next)
    {
        var reader = new SequenceReader<byte>(buffer);
        var found = reader.TryReadTo(out ReadOnlySequence<byte> taken, "\r\n"u8);
        line = found ? taken.ToArray() : null;
        next = reader.Position;
        return found;
    }
}
