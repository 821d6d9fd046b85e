using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Visits;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicaMV.Web;

/// <summary>A page for one companion, who has no account: the route says who, and the cookie whether it is their browser.</summary>
[NotOnRecord("what a companion does, and each refusal, is on record")]
[Redact]
public abstract class CompanionPage(ClinicDb db, CompanionCookie cookie) : PageModel
{
    public const string Path = "/Companion";

    public Companion Companion { get; private set; } = null!;

    protected string? BrowserKey => cookie.Read(HttpContext, Companion);

    /// <summary>The companion only in the browser that has spent the link: whoever merely knows its address is somebody else.</summary>
    protected Actor Asker => Companion.IsBrowser(BrowserKey) ? Request.CompanionActor(Companion) : HttpContext.Actor();

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        if (await db.Companions.OneAsync(IdOf(context.HttpContext), HttpContext.RequestAborted) is { } companion)
        {
            Companion = companion;
            await next();
        }
        else
        {
            context.Result = new NotFoundResult();
        }
    }

    protected virtual string? IdOf(HttpContext context) => context.GetRouteValue("id") as string;
}
