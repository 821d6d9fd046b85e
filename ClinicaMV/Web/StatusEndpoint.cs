using ClinicaMV.Data;
using ClinicaMV.Visits;

namespace ClinicaMV.Web;

/// <summary>How the visit stands, for the waiting page and the room of its two.</summary>
public static class StatusEndpoint
{
    public static void MapVisitStatus(this IEndpointRouteBuilder endpoints)
        => endpoints.MapGet("/Visits/{id:length(26)}/Status", AnswerAsync).RequireRateLimiting(PollLimit.Name);

    private static Task<IResult> AnswerAsync(string id, HttpContext context, WaitingRoom room, WaitingWords words)
        => context.AnswerAsync(
            () => PublicId.IsOne(id) ? room.AskAsync(id, context.User.Id(), context.IsSignOfLife(), context.RequestAborted) : Task.FromResult<DoorStatus?>(null),
            status => words.Of(status.Appointment, status.Specialist),
            () => context.RequestServices.GetRequiredService<AppointmentFilter>().RecordDenialAsync(context, id));
}
