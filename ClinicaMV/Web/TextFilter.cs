using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace ClinicaMV.Web;

/// <summary>
/// No text of people holds U+0000 or what is no Unicode at all; databases and normalisers choke on it, and whoever sends it is
/// trying something: 400.
/// </summary>
public sealed class TextFilter : IAsyncResourceFilter
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

        IFormCollection form;
        try
        {
            form = request.HasFormContentType ? await request.ReadFormAsync(context.HttpContext.RequestAborted) : FormCollection.Empty;
        }
        // Broken off, or too long.
        catch (BadHttpRequestException bad)
        {
            context.Result = new StatusCodeResult(bad.StatusCode);
            return;
        }

        var values = request.Query.Concat(form).SelectMany(field => field.Value).Concat(request.RouteValues.Values.Select(v => v as string));
        if (values.Any(value => value is not null && !IsText(value)))
            context.Result = new BadRequestResult();
        else
            await next();
    }

    private static bool IsText(string value)
    {
        try
        {
            _ = value.IsNormalized();
            return !value.Contains('\0');
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
