using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace ClinicaMV.Web;

/// <summary>
/// No text of people holds U+0000 or what is no Unicode at all; databases and normalisers choke on it, and whoever sends it is
/// trying something: 400. So is a form that cannot be read.
/// </summary>
public sealed class TextFilter : IAsyncAuthorizationFilter
{
    /// <summary>After the filters that say how much a page takes (900), before the antiforgery filter (1000), which would be the first to read the form.</summary>
    public const int Order = 950;

    public async Task OnAuthorizationAsync(AuthorizationFilterContext context)
    {
        // The error page is asked with the same form, and has to answer.
        if (context.HttpContext.HasFailed())
            return;

        var request = context.HttpContext.Request;
        IFormCollection form;
        try
        {
            form = request.HasFormContentType ? await request.ReadFormAsync(context.HttpContext.RequestAborted) : FormCollection.Empty;
        }
        // Broken off, too long, without a boundary, with too many fields, in an encoding that nobody knows.
        catch (Exception bad) when (bad is IOException or InvalidDataException or NotSupportedException)
        {
            if (bad is ConnectionResetException)
                context.HttpContext.GiveUp();
            context.Result = new StatusCodeResult((bad as BadHttpRequestException)?.StatusCode ?? StatusCodes.Status400BadRequest);
            return;
        }

        var values = request.Query.Concat(form).SelectMany(field => field.Value).Concat(request.RouteValues.Values.Select(v => v as string));
        if (values.Any(value => value is not null && !IsText(value)))
            context.Result = new BadRequestResult();
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
