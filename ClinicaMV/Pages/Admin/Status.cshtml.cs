using ClinicaMV.Operating;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicaMV.Pages.Admin;

/// <summary>How the house stands: what somebody has to see to, and when everything last ran.</summary>
[NotOnRecord("nothing about anybody")]
public sealed class StatusModel(PortalStatus status) : PageModel
{
    private const double Megabyte = 1024 * 1024;

    public Standing Standing { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken cancel) => Standing = await status.LookAsync(cancel);

    public static string Megabytes(long bytes) => (bytes / Megabyte).ToString("0.0", System.Globalization.CultureInfo.InvariantCulture);
}
