using System.Globalization;
using ClinicaMV.Clinic;
using ClinicaMV.Resources;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Mail;

/// <summary>What every mail of the clinic has in common: greeting, sender's name, and how to reach a human being.</summary>
public sealed class MailFrame(IStringLocalizer<Text> text, IOptions<ClinicOptions> clinic, OpeningTimes opening)
{
    public string ClinicName => clinic.Value.Name;

    public MailContent Content(string subject, string readerName) => new()
    {
        Subject = subject,
        Greeting = text["Mail.Greeting", readerName],
        Paragraphs = [],
        LinkHint = text["Mail.LinkHint"],
        Footer = [.. FooterLines()],
        ClinicName = ClinicName,
        Colour = clinic.Value.ThemeColour,
        Language = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName,
    };

    private IEnumerable<string> FooterLines()
    {
        yield return ClinicName;
        if (clinic.Value.Phone.Length > 0)
        {
            yield return text["Mail.Phone", clinic.Value.Phone];
            foreach (var line in opening.Lines)
                yield return line;
        }

        if (clinic.Value.Email.Length > 0)
            yield return clinic.Value.Email;
    }
}
