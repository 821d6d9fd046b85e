using ClinicaMV.Accounts;
using ClinicaMV.Accounts.Sessions;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc;

namespace ClinicaMV.Pages.Account;

/// <summary>Where the person is signed in, and how to end it there: one or all.</summary>
public sealed class DevicesModel(SessionKeeper sessions, AuditTrail trail, ClinicDb db) : OwnPage(db)
{
    public IReadOnlyList<Session> Sessions { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancel) => Sessions = await sessions.OfAsync(Me.Id, cancel);

    /// <param name="session">A session that is not the person's, or is over already, is nothing to say a word about.</param>
    public async Task<IActionResult> OnPostEndAsync(string? session, CancellationToken cancel)
    {
        if (await sessions.EndAsync(Me.Id, session, cancel))
        {
            // Where it ended, somebody may be in a room.
            (await Db.EnteredRoomsAsync(Me.Id, cancel)).Renew();
            await SaveAsync("One", cancel);
        }

        return DoneWith("Devices", "Devices");
    }

    public async Task<IActionResult> OnPostEndOthersAsync(CancellationToken cancel)
    {
        await sessions.EndOthersAsync(Me.Id, User.SessionId(), await Db.EnteredRoomsAsync(Me.Id, cancel), cancel);
        Me.CloseCalendar();
        await SaveAsync("Others", cancel);
        return DoneWith("Devices", "Devices");
    }

    private async Task SaveAsync(string which, CancellationToken cancel)
    {
        trail.Allowed(AuditKind.SessionsEnded, By, reason: which);
        await Db.SaveChangesAsync(cancel);
    }
}
