using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Visits;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicaMV.Pages.Companions;

/// <summary>The link in a companion's mail. Opening it changes nothing; the press binds it to this browser and spends it.</summary>
[NotOnRecord("mail scanners look too; the press, and each link that is refused, is on record")]
[Redact]
public sealed class IndexModel(CompanionDoor door, CompanionLinks links, CompanionCookie cookie, ClinicDb db, TimeProvider clock) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? Id { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Code { get; set; }

    public LinkState State { get; private set; } = LinkState.Unknown;

    /// <summary>Nothing of it is shown to whoever has no good link.</summary>
    public Companion? Companion { get; private set; }

    public JoinWindow Window => door.WindowOf(Companion!);

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        Companion = await db.Companions.OneAsync(Id, HttpContext.RequestAborted);
        await next();
    }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (Companion is not null)
            State = await door.LookAsync(Companion, IsRight, cookie.Read(HttpContext, Companion), ActorOfLink, cancel);
        return Answer();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (Companion is not null)
            State = await door.EnterAsync(Companion, IsRight, cookie.Read(HttpContext, Companion), ActorOfLink, cancel);
        return Answer();
    }

    private bool IsRight => links.Opens(Companion!, Code);

    private Actor ActorOfLink => IsRight ? Request.CompanionActor(Companion!) : HttpContext.Actor();

    private IActionResult Answer()
    {
        if (State == LinkState.Mine)
            return new SeeOther(Url.Page("Room", new { id = Companion!.PublicId })!);

        if (State == LinkState.Ready && cookie.Read(HttpContext, Companion!) is null)
            cookie.Give(HttpContext, Companion!, Window.ClosesAt - clock.GetUtcNow().UtcDateTime);
        var isPost = HttpMethods.IsPost(Request.Method);
        Response.StatusCode = State switch
        {
            LinkState.Unknown => StatusCodes.Status404NotFound,
            LinkState.Over or LinkState.Spent => StatusCodes.Status410Gone,
            LinkState.TooEarly when isPost => StatusCodes.Status423Locked,
            _ => isPost ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK,
        };
        return Page();
    }
}
