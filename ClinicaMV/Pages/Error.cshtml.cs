using ClinicaMV.Web;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicaMV.Pages;

/// <summary>Whatever went wrong, in words: 400 (a form from another time), 404, 429, and our own faults.</summary>
[IgnoreAntiforgeryToken]
public sealed class ErrorModel : PageModel
{
    /// <summary>The key of the words: <c>Error.{Kind}.Title</c> and <c>.Text</c>.</summary>
    public string Kind => Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => "NotFound",
        StatusCodes.Status429TooManyRequests => "TooMany",
        >= 400 and < 500 => "Stale",
        StatusCodes.Status503ServiceUnavailable => "NoWrite",
        _ => "Ours",
    };

    /// <summary>How long to wait before the next try, where that is what is wrong.</summary>
    public TimeSpan? Wait => int.TryParse(Response.Headers.RetryAfter, out var seconds) ? TimeSpan.FromSeconds(seconds) : null;

    /// <summary>
    /// What somebody who is signed in has asked for and not found: it may be there for the account that got the link. Whether
    /// it is, this page does not tell.
    /// </summary>
    public string? Elsewhere => Kind == "NotFound" && User.Identity?.IsAuthenticated == true
        && HttpContext.Features.Get<IStatusCodeReExecuteFeature>() is { } failed && Url.IsOurs(failed.OriginalPath) ? failed.OriginalPath : null;

    // Asked for by name, this page is one that does not exist.
    public void OnGet()
    {
        if (Response.StatusCode == StatusCodes.Status200OK)
            Response.StatusCode = StatusCodes.Status404NotFound;
    }

    public void OnPost()
    {
    }
}
