using System.Globalization;
using ClinicaMV.Appointments;
using ClinicaMV.Data;
using ClinicaMV.Visits;

namespace ClinicaMV.Web;

/// <summary>As <see cref="StatusEndpoint"/>, for a companion: who is known by a cookie, and whom the wrong browser is told nothing of.</summary>
public static class CompanionStatusEndpoint
{
    public static void MapCompanionStatus(this IEndpointRouteBuilder endpoints)
        => endpoints.MapGet(CompanionPage.Path + "/{id:length(26)}/Status", AnswerAsync).AllowAnonymous().RequireRateLimiting(PollLimit.Name);

    private static async Task<IResult> AnswerAsync(string id, HttpContext context, CompanionDoor door, ClinicDb db, CompanionWords words)
    {
        context.ExpectNoPage();
        if (await db.CompanionAsync(id, context.RequestAborted) is not { } companion)
            return Results.NotFound();

        var key = context.RequestServices.GetRequiredService<CompanionCookie>().Read(context, companion);
        var status = await door.AskAsync(companion, key, context.Request.Headers.ContainsKey(StatusEndpoint.SignOfLife), context.RequestAborted);
        if (status.IsOver)
            return Results.Json(new { ended = true });

        var tag = $"\"{status.Stamp}.{CultureInfo.CurrentUICulture.TwoLetterISOLanguageName}\"";
        context.Response.Headers.ETag = tag;
        if (context.Request.Headers.IfNoneMatch == tag)
            return Results.StatusCode(StatusCodes.Status304NotModified);

        return Results.Json(new
        {
            status.MustWait,
            ended = false,
            room = companion.Appointment.Visit.RoomTag,
            words = words.Of(companion),
            expectedAt = companion.Appointment.ExpectedAt(),
        });
    }
}
