using ClinicaMV.Mail;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicaMV.Pages;

/// <summary>The HTML of one mail, for the frame on the mailbox page.</summary>
[AllowAnonymous]
[Allows(Allowance.MailPreview)]
public sealed class MailboxMessageModel(PickupTransport pickup) : PageModel
{
    public IActionResult OnGet(string file)
        => pickup.HasMailbox && pickup.Open(file)?.HtmlBody is { } html
            ? Content(html.Replace("<head>", "<head><base target=\"_top\">"), "text/html; charset=utf-8")
            : NotFound();
}
