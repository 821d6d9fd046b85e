using AngleSharp.Html.Parser;
using MimeKit;

namespace ClinicaMV.Tests.Infrastructure;

public static class MailReading
{
    /// <summary>Where the one button of the mail leads, which the plain text has to say too.</summary>
    public static string Link(this MimeMessage mail)
    {
        var html = new HtmlParser().ParseDocument(mail.HtmlBody!);
        // The button comes first; what else can be done stands below it.
        var link = html.QuerySelector("a[href^=http]")!.GetAttribute("href")!;
        Assert.Contains(link, mail.TextBody);
        return link;
    }

    /// <summary>Where its button and all its other links lead.</summary>
    public static IEnumerable<string> Links(this MimeMessage mail)
        => new HtmlParser().ParseDocument(mail.HtmlBody!).QuerySelectorAll("a[href^=http]").Select(a => a.GetAttribute("href")!).Distinct();
}
