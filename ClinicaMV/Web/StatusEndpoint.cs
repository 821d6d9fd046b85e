using System.Globalization;
using ClinicaMV.Data;
using ClinicaMV.Visits;

namespace ClinicaMV.Web;

/// <summary>
/// How the visit stands, as JSON for the waiting page and the room to ask every few seconds; 304 while nothing has changed.
/// Ids have no place in it.
/// </summary>
public static class StatusEndpoint
{
    /// <summary>Only a script of our own pages can send it: a link, a prefetcher or another site's page is no sign of life.</summary>
    public const string SignOfLife = "X-Here";

    public static void MapVisitStatus(this IEndpointRouteBuilder endpoints)
        => endpoints.MapGet("/Visits/{id:length(26)}/Status", AnswerAsync).RequireRateLimiting(PollLimit.Name)
            // What it leads to is a page, which asks for them; here that would be a third of the cost.
            .WithMetadata(new SettingsLater());

    private static async Task<IResult> AnswerAsync(string id, HttpContext context, WaitingRoom room, WaitingWords words)
    {
        context.ExpectNoPage();
        var isThere = context.Request.Headers.ContainsKey(SignOfLife);
        if (!PublicId.IsOne(id) || await room.AskAsync(id, context.User.Id(), isThere, context.RequestAborted) is not { } status)
        {
            await context.RequestServices.GetRequiredService<AppointmentFilter>().RecordDenialAsync(context, id);
            return Results.NotFound();
        }

        var tag = $"\"{status.Stamp}.{CultureInfo.CurrentUICulture.TwoLetterISOLanguageName}\"";
        context.Response.Headers.ETag = tag;
        if (context.Request.Headers.IfNoneMatch == tag)
            return Results.StatusCode(StatusCodes.Status304NotModified);

        return Results.Json(new
        {
            status.MustWait,
            ended = status.IsOver,
            room = status.Appointment.Visit.RoomTag,
            words = words.Of(status.Appointment, status.Specialist),
            expectedAt = status.Appointment.ExpectedAt(),
        });
    }
}
