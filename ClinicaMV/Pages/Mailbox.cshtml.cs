using ClinicaMV.Mail;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MimeKit;

namespace ClinicaMV.Pages;

/// <summary>The mail that went out, as its readers see it. Development with the pickup transport only.</summary>
[Allows(Allowance.OwnFrames)]
public sealed class MailboxModel(PickupTransport pickup) : PageModel
{
    private const int Shown = 50;

    [BindProperty(SupportsGet = true)]
    public string? Name { get; set; }

    public IReadOnlyList<(string Name, MimeMessage Message)> Messages { get; private set; } = [];

    public MimeMessage? Opened { get; private set; }

    public IActionResult OnGet()
    {
        if (!pickup.HasMailbox)
            return NotFound();

        Messages = [.. pickup.Newest(Shown).Select(name => (name, pickup.Open(name)!)).Where(m => m.Item2 is not null)];
        Opened = Name is null ? Messages.FirstOrDefault().Message : pickup.Open(Name);
        Name ??= Messages.FirstOrDefault().Name;
        return Name is not null && Opened is null ? NotFound() : Page();
    }
}
