using System.Globalization;
using ClinicaMV.Data;
using ClinicaMV.Resources;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace ClinicaMV.Mail;

/// <summary>The newest anchor of the record, for whoever keeps it outside of this machine.</summary>
public sealed class RecordMail(IStringLocalizer<Text> text, MailFrame frame, ClinicDb db)
{
    public async Task<MailContent> WriteAsync()
    {
        var check = await db.AuditChecks.AsNoTracking().SingleAsync();
        return frame.Content(text["Mail.Anchor.Subject", frame.ClinicName], frame.ClinicName) with
        {
            Paragraphs = [text["Mail.Anchor.Lead", check.AnchoredAt!.Value.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)], check.Anchor!, text["Mail.Anchor.How"]],
        };
    }
}
