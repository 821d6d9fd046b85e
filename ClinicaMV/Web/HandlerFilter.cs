using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace ClinicaMV.Web;

/// <summary>A page answers the methods and handlers it has; Razor Pages would render it for any other as if nothing had been asked.</summary>
public sealed class HandlerFilter : IPageFilter
{
    public void OnPageHandlerSelected(PageHandlerSelectedContext context)
    {
    }

    public void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        var request = context.HttpContext;
        var looks = HttpMethods.IsGet(request.Request.Method) || HttpMethods.IsHead(request.Request.Method);
        var isErrorPage = request.Features.Get<IStatusCodeReExecuteFeature>() is not null || request.Features.Get<IExceptionHandlerFeature>() is not null;
        if (context.HandlerMethod is null && !isErrorPage && !(looks && !request.Request.Query.ContainsKey("handler")))
            context.Result = new StatusCodeResult(StatusCodes.Status405MethodNotAllowed);
    }

    public void OnPageHandlerExecuted(PageHandlerExecutedContext context)
    {
    }
}
