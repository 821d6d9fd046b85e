using MimeKit;

namespace ClinicaMV.Mail;

/// <summary>The edge of the house: whatever carries a finished message away.</summary>
public interface IMailTransport
{
    /// <exception cref="Exception">It was not accepted; the mail stays owed.</exception>
    Task SendAsync(MimeMessage message, CancellationToken cancel);
}
