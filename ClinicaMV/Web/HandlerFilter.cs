using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace ClinicaMV.Web;

/// <summary>A page answers the methods and handlers it has; Razor Pages would render it for any other as if nothing had been asked.</summary>
public sealed class HandlerFilter : IAuthorizationFilter, IPageFilter
{
    // Before anybody looks for an antiforgery token, which no such form has.
    public void OnAuthorization(AuthorizationFilterContext context)
    {
        var method = context.HttpContext.Request.Method;
        if (!Looks(method) && !HttpMethods.IsPost(method) && !HttpMethods.IsOptions(method) && !context.HttpContext.HasFailed())
            context.Result = new StatusCodeResult(StatusCodes.Status405MethodNotAllowed);
    }

    public void OnPageHandlerSelected(PageHandlerSelectedContext context)
    {
    }

    public void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        var request = context.HttpContext.Request;
        if (context.HandlerMethod is null && !context.HttpContext.HasFailed() && !(Looks(request.Method) && !request.Query.ContainsKey("handler")))
            context.Result = new StatusCodeResult(StatusCodes.Status405MethodNotAllowed);
    }

    public void OnPageHandlerExecuted(PageHandlerExecutedContext context)
    {
    }

    private static bool Looks(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method);
}
