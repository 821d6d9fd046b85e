using MimeKit;
using MimeKit.IO.Filters;

namespace ClinicaMV.Mail;

/// <summary>
/// A message that was written before its first attempt, and goes out as it is. Only its headers are read, for the envelope: to take the rest
/// apart and put it together again costs as much as to hand it over.
/// </summary>
internal static class FrozenMessage
{
    public static MimeMessage Of(byte[] frozen)
    {
        var headers = HeaderList.Load(new MemoryStream(frozen), CancellationToken.None);
        return new(headers.Where(h => !IsOfBody(h))) { Body = new Rest(headers.Where(IsOfBody), InLines(frozen)) };
    }

    public static bool IsTo(byte[] frozen, string address)
        => HeaderList.Load(new MemoryStream(frozen), CancellationToken.None)[HeaderId.To] is { } to
            && InternetAddressList.TryParse(to, out var readers) && readers.Mailboxes.Any(m => Encoded(m) == Encoded(new("", address)));

    // As it is written: a domain may stand there in other letters.
    private static string Encoded(MailboxAddress mailbox) => mailbox.GetAddress(idnEncode: true);

    private static bool IsOfBody(Header header) => header.Field.StartsWith("Content-", StringComparison.OrdinalIgnoreCase);

    // RFC 5322 §2.1: each ends in CRLF, and an empty one ends the headers. What lies in the database ends as lines do where it was written.
    private static ReadOnlyMemory<byte> InLines(byte[] frozen)
    {
        var lines = new Unix2DosFilter(ensureNewLine: true).Flush(frozen, 0, frozen.Length, out var index, out var length);
        var whole = lines.AsMemory(index, length);
        return whole[(whole.Span.IndexOf("\r\n\r\n"u8) + 4)..];
    }

    private sealed class Rest : MimeEntity
    {
        private readonly ReadOnlyMemory<byte> lines;

        public Rest(IEnumerable<Header> headers, ReadOnlyMemory<byte> lines) : base("application", "octet-stream")
        {
            this.lines = lines;
            Headers.Clear();
            foreach (var header in headers)
                Headers.Add(header);
        }

        // It needs no other encoding, whatever server it meets.
        public override void Prepare(EncodingConstraint constraint, int maxLineLength = 78)
        {
        }

        public override void WriteTo(FormatOptions options, Stream stream, bool contentOnly, CancellationToken cancellationToken = default)
        {
            base.WriteTo(options, stream, contentOnly, cancellationToken);
            stream.Write(lines.Span);
        }

        public override async Task WriteToAsync(FormatOptions options, Stream stream, bool contentOnly, CancellationToken cancellationToken = default)
        {
            await base.WriteToAsync(options, stream, contentOnly, cancellationToken);
            await stream.WriteAsync(lines, cancellationToken);
        }
    }
}
