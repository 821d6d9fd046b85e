using ClinicaMV.Accounts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace ClinicaMV.Web;

/// <summary>Before somebody changes how they come in: have they shown in the last minutes that it is they who sit there?</summary>
public sealed class FreshProofFilter(TimeProvider clock) : IPageFilter
{
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    public void OnPageHandlerSelected(PageHandlerSelectedContext context)
    {
    }

    public void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        var request = context.HttpContext;
        if (clock.GetUtcNow().UtcDateTime - request.User.ProvedAt() >= Life)
            context.Result = new LocalRedirectResult(AccountRoutes.ConfirmIdentity(request.Request.Path + request.Request.QueryString));
    }

    public void OnPageHandlerExecuted(PageHandlerExecutedContext context)
    {
    }
}
