using ClinicaMV.Tests.Infrastructure;
using MimeKit;

namespace ClinicaMV.Benchmarks;

/// <summary>What so many visits owe in mail, and how much of it has not arrived.</summary>
internal sealed record OwedMail(int Visits, int Lost)
{
    // Each of the two hears of the booking, and half an hour before the start.
    private const int ToEach = 2;
    private const int OfVisit = 2 * ToEach;

    /// <param name="visits">Of each the addresses of the two.</param>
    public static OwedMail Of(IReadOnlyCollection<string[]> visits, SmtpServer smtp)
    {
        var arrived = smtp.Received.DistinctBy(SentTwice.IdOf).CountBy(m => MimeMessage.Load(new MemoryStream(m.Raw)).To.Mailboxes.Single().Address).ToDictionary();
        return new(visits.Count, visits.SelectMany(two => two).CountBy(person => person).Sum(person => Math.Max(0, ToEach * person.Value - arrived.GetValueOrDefault(person.Key))));
    }

    public override string ToString() => $"{Visits * OfVisit} mails owed by {Visits} × {OfVisit}: {Lost} lost";
}
