using ClinicaMV.Operating;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;

namespace ClinicaMV.Pages.Admin;

/// <summary>How the house stands: what somebody has to see to, and when everything last ran.</summary>
[NotOnRecord("nothing about anybody")]
public sealed class StatusModel(PortalStatus status) : PageModel
{
    private const double Mebibyte = 1024 * 1024;
    private const double Gibibyte = 1024 * Mebibyte;

    public Standing Standing { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken cancel) => Standing = await status.LookAsync(cancel);

    /// <summary>As people of the page's language write it.</summary>
    public static string Size(IStringLocalizer text, long bytes) => bytes < Gibibyte ? text["Status.Megabytes", bytes / Mebibyte] : text["Status.Gigabytes", bytes / Gibibyte];
}
