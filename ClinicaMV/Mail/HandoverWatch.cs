using MailKit;

namespace ClinicaMV.Mail;

/// <summary>
/// Looks at what goes over the line, and keeps nothing of it but whether the last of it was the end of a message
/// (RFC 5321 §4.1.1.4, RFC 3030 §2): from then on the server may have taken it.
/// </summary>
internal sealed class HandoverWatch : IProtocolLogger
{
    private static ReadOnlySpan<byte> End => "\r\n.\r\n"u8;

    private readonly byte[] tail = new byte[5];

    public bool IsHandedOver { get; set; }

    IAuthenticationSecretDetector? IProtocolLogger.AuthenticationSecretDetector { get; set; }

    void IProtocolLogger.LogConnect(Uri uri)
    {
    }

    void IProtocolLogger.LogClient(byte[] buffer, int offset, int count)
    {
        var written = buffer.AsSpan(offset, count);
        var kept = Math.Max(0, tail.Length - count);
        tail.AsSpan(tail.Length - kept).CopyTo(tail);
        written[^(tail.Length - kept)..].CopyTo(tail.AsSpan(kept));
        IsHandedOver |= End.SequenceEqual(tail) || written.StartsWith("BDAT "u8);
    }

    void IProtocolLogger.LogServer(byte[] buffer, int offset, int count)
    {
    }

    void IDisposable.Dispose()
    {
    }
}
