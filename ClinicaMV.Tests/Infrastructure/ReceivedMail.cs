using System.Text;

namespace ClinicaMV.Tests.Infrastructure;

/// <summary>A message as the SMTP server took it: the envelope, and the bytes after dot-unstuffing.</summary>
public sealed record ReceivedMail
{
    public required string From { get; init; }
    public required IReadOnlyList<string> Recipients { get; init; }
    public required byte[] Raw { get; init; }
    public required bool OverTls { get; init; }
    /// <summary>Null when the sender did not authenticate.</summary>
    public required string? User { get; init; }

    public string Text => Encoding.UTF8.GetString(Raw);
}
