using ClinicaMV.Data;
using ClinicaMV.Jitsi;
using ClinicaMV.Visits;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Pages.Companions;

/// <summary>Where a companion waits, and the room once they have been let in; asked again, it passes the gate again.</summary>
[Allows(Allowance.VideoRoom)]
public sealed class RoomModel(CompanionDoor door, CompanionWords words, ClinicDb db, CompanionCookie cookie, IOptions<JitsiOptions> jitsi) : CompanionPage(db, cookie)
{
    /// <summary><see langword="null"/> while they wait.</summary>
    public IssuedRoom? Room { get; private set; }

    public string Words { get; private set; } = "";

    /// <summary>Handed to the video server's page only where the clinic wants that.</summary>
    public string? DisplayName => jitsi.Value.ShareDisplayNames ? Companion.Name : null;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        var status = await door.OpenRoomAsync(Companion, BrowserKey, Asker, cancel);
        (Room, Words) = (status.Room, words.Of(status));
        return status.IsOver ? RedirectToPage("Ended", new { id = Companion.PublicId }) : Page();
    }

    // A look at the headers is not a visit: no room is made for it.
    public IActionResult OnHead() => RedirectToPage("Ended", new { id = Companion.PublicId });

    public async Task<IActionResult> OnPostReportAsync(string what, [FromServices] PageReports reports, CancellationToken cancel)
        => await reports.TakeAsync(Companion, BrowserKey, what, Asker, cancel) ? new NoContentResult() : BadRequest();
}
