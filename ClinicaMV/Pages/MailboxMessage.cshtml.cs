using ClinicaMV.Mail;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Pages;

/// <summary>The HTML of one mail, for the frame on the mailbox page.</summary>
[AllowAnonymous]
[Allows(Allowance.MailPreview)]
public sealed class MailboxMessageModel(PickupTransport pickup, IOptions<MailOptions> options, IHostEnvironment environment) : PageModel
{
    public IActionResult OnGet(string file)
        => environment.IsDevelopment() && options.Value.Transport == MailTransportKind.Pickup && pickup.Open(file)?.HtmlBody is { } html
            ? Content(html.Replace("<head>", "<head><base target=\"_top\">"), "text/html; charset=utf-8")
            : NotFound();
}
