using System.Text;
using System.Text.RegularExpressions;
using ClinicaMV.Tests.Infrastructure;

namespace ClinicaMV.Tests.Mail;

/// <summary>A message read byte by byte, as RFC 5322 has it and without a library's leniency.</summary>
internal sealed partial record RawMail(MailShape Shape)
{
    public static RawMail Read(ReceivedMail mail)
    {
        var raw = Encoding.Latin1.GetString(mail.Raw);
        Assert.DoesNotContain('\0', raw);
        Assert.DoesNotMatch("\r(?!\n)|(?<!\r)\n", raw);
        var end = raw.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var (head, body) = (raw[..end], raw[end..]);
        Assert.All(head.Split("\r\n"), line => Assert.InRange(line.Length, 1, 998));
        Assert.All(head, c => Assert.InRange(c, '\t', '~'));
        var fields = Folding().Replace(head, " ").Split("\r\n");
        Assert.All(fields, f => Assert.Matches("^[!-9;-~]+:", f));
        var contentType = fields.Single(f => f.StartsWith("Content-Type:", StringComparison.OrdinalIgnoreCase));
        var boundary = Boundary().Match(contentType).Groups[1].Value;
        var delimiters = body.Split("\r\n").Where(l => l.StartsWith("--" + boundary, StringComparison.Ordinal)).Select(l => l[(2 + boundary.Length)..].Trim());
        var parts = Regex.Matches(body, @"\r\nContent-Type: ([a-z/]+)", RegexOptions.IgnoreCase).Select(m => m.Groups[1].Value);
        return new(new MailShape(string.Join(' ', fields.Select(f => f.Split(':')[0])), string.Join('|', delimiters), string.Join(' ', parts), AddressesOf(fields.Single(f => f.StartsWith("To:"))), CalendarOf(body)));
    }

    // The names of its lines, in their order, and how many there are; nothing when there is no calendar in it.
    private static string CalendarOf(string body)
    {
        var part = Regex.Match(body, @"\r\nContent-Type: text/calendar.*?\r\n\r\n(.*?)\r\n--", RegexOptions.IgnoreCase | RegexOptions.Singleline);
        if (!part.Success)
            return "";
        var lines = Encoding.UTF8.GetString(Convert.FromBase64String(part.Groups[1].Value)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.All(lines, line => Assert.DoesNotMatch(@"[\0-\x08\x0A-\x1F]", line));
        return string.Join(' ', lines.Where(l => l[0] is not (' ' or '\t')).Select(l => Regex.Match(l, "^[A-Z-]+").Value));
    }

    // Without quoted words and encoded words only addresses and what divides them are left.
    private static string AddressesOf(string to)
    {
        var bare = Encoded().Replace(Quoted().Replace(to, ""), "");
        Assert.DoesNotContain(',', bare);
        Assert.DoesNotContain(';', bare);
        return Regex.Match(bare, @"[^\s<]+@[^\s>]+").Value;
    }

    [GeneratedRegex(@"\r\n[ \t]+")]
    private static partial Regex Folding();

    [GeneratedRegex("boundary=\"?([^\";]+)")]
    private static partial Regex Boundary();

    [GeneratedRegex("\"(\\\\.|[^\"\\\\])*\"")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"=\?[^?]+\?[bqBQ]\?[^?]*\?=")]
    private static partial Regex Encoded();
}

/// <summary>What no name may change: the headers and their order, the parts, and where it goes.</summary>
internal sealed record MailShape(string Headers, string Delimiters, string Parts, string To, string Calendar = "");
