using ClinicaMV.Accounts;
using System.Text.RegularExpressions;
using AngleSharp.Html.Parser;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Mail;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Visits;
using ClinicaMV.Tests.Mail;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using MimeKit;

namespace ClinicaMV.Tests.Browser;

/// <summary>The mail itself in a real browser, light and dark, on a narrow phone; and what Outlook makes of it.</summary>
[Trait("Needs", "Chromium")]
public sealed class MailLookedAt(SqliteClinic clinic, Chromium chromium) : IClassFixture<SqliteClinic>, IClassFixture<Chromium>
{
    [Theory]
    [InlineData(ColorScheme.Light, 320)]
    [InlineData(ColorScheme.Dark, 320)]
    public async Task Every_kind_of_mail_can_be_read_and_fits_without_a_picture(ColorScheme scheme, int width)
    {
        await using var context = await chromium.NewPersonAsync("http://localhost/", colorScheme: scheme, width: width);
        var page = await context.NewPageAsync();
        List<string> faults = [];
        foreach (var (kind, mail) in await AllKindsAsync())
        {
            await page.SetContentAsync(mail.HtmlBody!);
            await page.TakeAsync($"mail-{kind}-{scheme}-{width}");
            faults.AddRange(await PagesLookedAt.FaultsOfAsync(page, $"{kind}"));
            // Nothing is missing where pictures are not shown: there are none.
            Assert.Equal(0, await page.Locator("img, [background], svg").CountAsync());
            var background = await page.EvaluateAsync<string>("getComputedStyle(document.querySelector('.card')).backgroundColor");
            Assert.Equal(scheme == ColorScheme.Dark ? "rgb(27, 38, 35)" : "rgb(255, 255, 255)", background);
        }

        Assert.Empty(faults);
    }

    [Fact]
    public async Task Outlooks_button_leads_where_the_link_does_and_the_address_stands_there_too()
    {
        foreach (var (_, mail) in (await AllKindsAsync()).Where(m => m.Kind is not (MailKind.AppointmentCancelled or MailKind.SignInCode or MailKind.RecordAnchored or MailKind.CompanionCalledOff)))
        {
            var html = mail.HtmlBody!;
            var shape = Regex.Match(html, "<!--\\[if mso\\]>.*?<v:roundrect[^>]* href=\"([^\"]+)\".*?</v:roundrect><!\\[endif\\]-->", RegexOptions.Singleline);
            Assert.True(shape.Success, html);
            var links = new HtmlParser().ParseDocument(html).QuerySelectorAll("a[href^=http]");
            Assert.InRange(links.Length, 2, 3);
            Assert.All(links.Skip(2), link => Assert.EndsWith("/DeviceCheck", link.GetAttribute("href")));
            Assert.All(links.Take(2), link => Assert.Equal(System.Net.WebUtility.HtmlDecode(shape.Groups[1].Value), link.GetAttribute("href")));
            Assert.Equal(links[1].GetAttribute("href"), links[1].TextContent);
            // The link itself is hidden from Outlook alone.
            Assert.Matches("(?s)<!--\\[if !mso\\]><!-->\\s*<a .*?</a>\\s*<!--<!\\[endif\\]-->", html);
        }
    }

    [Fact]
    public async Task A_sign_in_code_stands_first_and_in_no_subject_and_its_text_goes_when_it_has_expired()
    {
        var all = await AllKindsAsync();
        await clinic.InAsync<ClinicDb>(db => db.OutgoingMail.Where(m => m.Kind == MailKind.SignInCode).ExecuteDeleteAsync());
        var mail = all.Single(m => m.Kind == MailKind.SignInCode).Mail;
        var code = Regex.Match(mail.TextBody!, "^Código: ([0-9]{6})\r?\n").Groups[1].Value;

        Assert.Equal(6, code.Length);
        Assert.DoesNotContain(code, mail.Subject);
        Assert.Contains($">{code}<", mail.HtmlBody);
        Assert.DoesNotContain("http", mail.TextBody);
        await clinic.InAsync<ClinicDb>(async db =>
        {
            var owed = OutgoingMail.To(await db.Users.SingleAsync(u => u.Id == clinic.Ana.Id), MailKind.SignInCode, clinic.Now, TimeSpan.FromMinutes(10));
            db.OutgoingMail.Add(owed);
            await using var scope = clinic.Services.CreateAsyncScope();
            await AnswerAsync(scope.ServiceProvider, owed, db);
        });
        await clinic.SendAsync();
        clinic.Clock.Advance(TimeSpan.FromMinutes(9));
        Assert.NotNull(await PrunedAsync());
        clinic.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Null(await PrunedAsync());
    }

    // A code goes out with the mail that answers a request for one.
    private async Task AnswerAsync(IServiceProvider services, OutgoingMail mail, ClinicDb? context = null)
    {
        var db = context ?? services.GetRequiredService<ClinicDb>();
        var request = new AccountRequest { Kind = AccountRequestKind.SignInCode, AskedAt = clinic.Now };
        services.GetRequiredService<AccountRequests>().Answer(request, clinic.Ana, mail);
        db.AccountRequests.Add(request);
        await db.SaveChangesAsync();
    }

    private async Task<byte[]?> PrunedAsync()
    {
        await clinic.InAsync<MailPruning>(job => job.RunAsync(default));
        return await clinic.InAsync<ClinicDb, byte[]?>(db => db.OutgoingMail.Where(m => m.Kind == MailKind.SignInCode).Select(m => m.Message).SingleAsync());
    }

    private async Task<List<(MailKind Kind, MimeMessage Mail)>> AllKindsAsync()
    {
        var now = clinic.NewDay();
        var appointment = await clinic.BookAsync(now.AddDays(2));
        await clinic.InAsync<AuditKeeper>(keeper => keeper.AnchorAsync(default));
        var mails = new List<(MailKind, MimeMessage)>();
        foreach (var kind in Enum.GetValues<MailKind>())
        {
            await using var scope = clinic.Services.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<ClinicDb>();
            var reader = await db.Users.SingleAsync(u => u.Id == clinic.Ana.Id);
            var booked = await db.Appointments.WithPeople().SingleAsync(a => a.Id == appointment.Id);
            var mail = kind is MailKind.CompanionInvited or MailKind.CompanionMoved or MailKind.CompanionLengthChanged or MailKind.CompanionCalledOff or MailKind.CompanionReminder
                ? OutgoingMail.ToCompanion(Companion.Invite(booked, new("Marta Ruiz Vidal", Relationship.Relative, "es", "marta@example.test"), (int)kind, now), booked, kind, now, now, booked.EndsAt)
                : kind is MailKind.AccountInvitation or MailKind.PasswordReset or MailKind.CredentialsChanged or MailKind.SignInCode or MailKind.NewAddress or MailKind.RecordAnchored
                ? OutgoingMail.To(reader, kind, now, TimeSpan.FromHours(1))
                : OutgoingMail.About(booked, reader.Id, kind, now, now, now.AddDays(2), minutes: 1440 + (int)kind);
            db.Add(mail);
            reader.AskForAddress("ana.nueva@example.test");
            if (kind == MailKind.SignInCode)
                await AnswerAsync(scope.ServiceProvider, mail);
            mails.Add((kind, await scope.ServiceProvider.GetRequiredService<MailComposer>().ComposeAsync(mail)));
        }

        return mails;
    }
}
