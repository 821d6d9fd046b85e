using ClinicaMV.Data;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using MimeKit;

namespace ClinicaMV.Benchmarks;

/// <summary>Mail that the server has taken more than once.</summary>
/// <param name="Unheard">So many of them because nobody had heard, or could write down, that it had been taken: these may be.</param>
internal sealed record SentTwice(int Mails, int Unheard)
{
    public static async Task<SentTwice> OfAsync(TestClinic clinic, SmtpServer smtp)
    {
        var twice = smtp.Received.CountBy(IdOf).Where(m => m.Value > 1).Select(m => m.Key).ToList();
        return new(twice.Count, await clinic.InAsync<ClinicDb, int>(db => db.OutgoingMail.CountAsync(m => twice.Contains(m.MessageId) && m.UnheardAnswers > 0)));
    }

    /// <summary>As it is kept with what is owed.</summary>
    public static string IdOf(ReceivedMail mail) => MimeMessage.Load(new MemoryStream(mail.Raw)).MessageId!.Split('@')[0];

    public override string ToString() => $"{Mails} twice ({Unheard} of them unheard)";
}
