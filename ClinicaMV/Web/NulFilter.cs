using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace ClinicaMV.Web;

/// <summary>No text of people holds U+0000, PostgreSQL stores none, and whoever sends one is trying something: 400.</summary>
public sealed class NulFilter : IAsyncResourceFilter
{
    public async Task OnResourceExecutionAsync(ResourceExecutingContext context, ResourceExecutionDelegate next)
    {
        var request = context.HttpContext.Request;
        if (context.HttpContext.Features.Get<IStatusCodeReExecuteFeature>() is not null)
        {
            // The error page is asked with the same form, and has to answer.
            await next();
            return;
        }

        var form = request.HasFormContentType ? await request.ReadFormAsync(context.HttpContext.RequestAborted) : FormCollection.Empty;
        var values = request.Query.Concat(form).SelectMany(field => field.Value).Concat(request.RouteValues.Values.Select(v => v as string));
        if (values.Any(value => value?.Contains('\0') == true))
            context.Result = new BadRequestResult();
        else
            await next();
    }
}
