using ClinicaMV.Mail;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc;

namespace ClinicaMV.Pages.Admin;

/// <summary>How long after it was due mail went out in the last days: a picture, the same as a table, and as a file.</summary>
[NotOnRecord("figures about nobody")]
public sealed class MailDelaysModel(MailDelays delays) : PageModel
{
    public DelayPicture Picture { get; private set; } = new([]);

    public bool HasAny => Picture.Days.Any(d => d.Count > 0);

    public async Task<IActionResult> OnGetAsync(string? format, CancellationToken cancel)
    {
        Picture = new(await delays.OfLastDaysAsync(cancel));
        return format == "csv" ? StatisticsTables.Of(Picture.Days).ToFile() : Page();
    }
}
