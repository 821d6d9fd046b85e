using ClinicaMV.Accounts;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Pages.Account;

/// <summary>A page about the account of whoever reads it.</summary>
public abstract class OwnPage(ClinicDb db) : PageModel
{
    public ClinicUser Me { get; private set; } = null!;

    public bool IsStaff => Roles.All.Where(Roles.AreStaff).Any(User.IsInRole);

    /// <summary>What has just been done: a code of <c>Account.Done.*</c>.</summary>
    [TempData]
    public string? Done { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    protected ClinicDb Db => db;

    protected Actor By => HttpContext.Actor();

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        var me = User.Id();
        Me = await db.Users.SingleAsync(u => u.Id == me, HttpContext.RequestAborted);
        await LoadAsync(HttpContext.RequestAborted);
        await next();
    }

    /// <summary>What every handler of the page needs.</summary>
    protected virtual Task LoadAsync(CancellationToken cancel) => Task.CompletedTask;

    protected IActionResult DoneWith(string what, string page = "Index")
    {
        Done = what;
        return RedirectToPage(page, new { ReturnUrl });
    }

    protected PageResult Again()
    {
        Response.StatusCode = StatusCodes.Status400BadRequest;
        return Page();
    }
}
