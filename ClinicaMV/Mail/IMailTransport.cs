using MimeKit;

namespace ClinicaMV.Mail;

/// <summary>The edge of the house: whatever carries finished messages away.</summary>
public interface IMailTransport
{
    IMailConnection Connection();
}

/// <summary>One message after the other over the same connection, which is made when the first one comes.</summary>
public interface IMailConnection : IAsyncDisposable
{
    /// <summary>Connects, unless it is connected.</summary>
    /// <exception cref="Exception">The server cannot be reached, or does not take us: no message will get through now.</exception>
    Task OpenAsync(CancellationToken cancel);

    /// <exception cref="AnswerUnheardException">It was handed over whole, and then nothing was heard: it may have arrived.</exception>
    /// <exception cref="Exception">It was not accepted; the mail stays owed.</exception>
    Task SendAsync(MimeMessage message, CancellationToken cancel);
}
