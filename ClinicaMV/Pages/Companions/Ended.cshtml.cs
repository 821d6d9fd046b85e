using ClinicaMV.Data;
using ClinicaMV.Visits;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc;

namespace ClinicaMV.Pages.Companions;

/// <summary>After the visit, after leaving it, or where the room is not for this browser: what is, and what to do.</summary>
public sealed class EndedModel(CompanionDoor door, ClinicDb db, CompanionCookie cookie) : CompanionPage(db, cookie)
{
    public CompanionStatus Status { get; private set; } = null!;

    /// <summary>The text's last part.</summary>
    public string How => Companion.State != CompanionState.Invited ? "NotNow" : !Status.IsMine ? "OtherBrowser" : Status.Decision.Outcome switch
    {
        JoinOutcome.Open => "Left",
        JoinOutcome.Completed or JoinOutcome.TooLate => "Over",
        _ => "NotNow",
    };

    public void OnGet() => Status = door.StatusOf(Companion, BrowserKey);
}
