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

    private static async Task<IResult> AnswerAsync(string id, HttpContext context, WaitingRoom room, DoorWatch watch, WaitingWords words)
    {
        context.ExpectNoPage();
        if (!PublicId.IsOne(id) || await AskAsync() is not { } status)
            return await DenyAsync(context, id);

        if (IsKnown(status) && context.HoldFor() is { } atMost)
        {
            await watch.WaitAsync(status.Appointment, atMost, context.RequestAborted);
            if (context.RequestAborted.IsCancellationRequested)
                return Results.Empty;
            if (await AskAsync() is not { } now)
                return await DenyAsync(context, id);
            status = now;
        }

        context.Response.Headers.ETag = TagOf(status);
        return IsKnown(status) ? Results.StatusCode(StatusCodes.Status304NotModified) : Results.Json(new
        {
            status.MustWait,
            ended = status.IsOver,
            room = status.Appointment.Visit.RoomTag,
            words = words.Of(status.Appointment, status.Specialist),
            expectedAt = status.Appointment.ExpectedAt(),
        });

        Task<DoorStatus?> AskAsync() => room.AskAsync(id, context.User.Id(), isThere: context.Request.Headers.ContainsKey(SignOfLife), context.RequestAborted);

        bool IsKnown(DoorStatus s) => context.Request.Headers.IfNoneMatch == TagOf(s);
    }

    private static string TagOf(DoorStatus status) => $"\"{status.Stamp}.{CultureInfo.CurrentUICulture.TwoLetterISOLanguageName}\"";

    private static async Task<IResult> DenyAsync(HttpContext context, string id)
    {
        await context.RequestServices.GetRequiredService<AppointmentFilter>().RecordDenialAsync(context, id);
        return Results.NotFound();
    }
}
