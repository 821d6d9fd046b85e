using ClinicaMV.Accounts;
using ClinicaMV.Accounts.Sessions;
using ClinicaMV.Areas.Identity.Pages.Account;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Mail;
using Microsoft.AspNetCore.Mvc;

namespace ClinicaMV.Pages.Account;

/// <summary>A new password; the old one has just been shown, or the code that stands in for it. Every other session ends.</summary>
public sealed class PasswordModel(Passwords passwords, SessionKeeper sessions, AuditTrail trail, Outbox outbox, ClinicDb db) : OwnPage(db)
{
    [BindProperty]
    public NewPasswordPage.InputModel Input { get; set; } = new();

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (!ModelState.IsValid)
            return Again();
        var faults = await passwords.FaultsOfAsync(Me, Input.Password!);
        foreach (var fault in faults)
            ModelState.AddModelError("Input.Password", fault.Description);
        if (faults.Count > 0)
            return Again();

        trail.Allowed(AuditKind.PasswordChanged, By);
        outbox.OweNewsOfCredentials(Me);
        await passwords.SetAsync(Me, Input.Password!, kept: await sessions.CurrentAsync(User, cancel));
        return DoneWith("Password");
    }
}
