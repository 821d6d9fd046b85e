using Microsoft.AspNetCore.Mvc;

namespace ClinicaMV.Web;

/// <summary>303: what was posted has been done, look at it there (RFC 9110 §15.4.4).</summary>
public sealed class SeeOther(string url) : ActionResult
{
    public override void ExecuteResult(ActionContext context)
    {
        context.HttpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.HttpContext.Response.Headers.Location = url;
    }
}
