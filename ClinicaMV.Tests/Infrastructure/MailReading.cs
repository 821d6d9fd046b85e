using AngleSharp.Html.Parser;
using MimeKit;

namespace ClinicaMV.Tests.Infrastructure;

public static class MailReading
{
    /// <summary>Where the one button of the mail leads, which the plain text has to say too.</summary>
    public static string Link(this MimeMessage mail)
    {
        var html = new HtmlParser().ParseDocument(mail.HtmlBody!);
        var link = html.QuerySelectorAll("a[href^=http]").Select(a => a.GetAttribute("href")!).Distinct().Single();
        Assert.Contains(link, mail.TextBody);
        return link;
    }
}
