using System.Security.Cryptography;
using System.Text;
using ClinicaMV.Appointments;
using ClinicaMV.Limits;
using Microsoft.Net.Http.Headers;

namespace ClinicaMV.Web;

/// <summary>Where a calendar program reads a person's feed. The secret in the address is all it has: no cookie is read or set, and no log holds the path.</summary>
public static class CalendarEndpoint
{
    public static void MapCalendar(this IEndpointRouteBuilder endpoints)
        => endpoints.Map("/Calendar/{secret}.ics", AnswerAsync).AllowAnonymous().RequireRateLimiting(EndpointLimits.Feed).WithMetadata(new RedactAttribute());

    private static async Task<IResult> AnswerAsync(string secret, HttpContext context, CalendarFeed feed)
    {
        context.Response.Headers["X-Robots-Tag"] = "noindex";
        // No page for people in any case, which would want a cookie for its forms.
        context.ExpectNoPage();
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
            return Results.StatusCode(StatusCodes.Status405MethodNotAllowed);
        if (await feed.ReadAsync(secret, context.RequestAborted) is not { } calendar)
            return Results.NotFound();

        var bytes = Encoding.UTF8.GetBytes(calendar);
        context.Response.Headers.CacheControl = "private, max-age=300";
        return Results.Bytes(bytes, "text/calendar; charset=utf-8", entityTag: new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))}\""));
    }
}
