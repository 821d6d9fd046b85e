using ClinicaMV.Data;
using ClinicaMV.Visits;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Web;

/// <summary>As <see cref="StatusEndpoint"/>, for a companion: who is known by a cookie, and whom the wrong browser is told nothing of.</summary>
public static class CompanionStatusEndpoint
{
    public static void MapCompanionStatus(this IEndpointRouteBuilder endpoints)
        => endpoints.MapGet(CompanionPage.Path + "/{id:length(26)}/Status", AnswerAsync).AllowAnonymous().RequireRateLimiting(PollLimit.Name)
            .WithMetadata(new SettingsLater());

    private static Task<IResult> AnswerAsync(string id, HttpContext context, CompanionDoor door, CompanionCookie cookie, ClinicDb db, CompanionWords words)
        => context.AnswerAsync(
            async () => await db.Companions.AsNoTracking().OneAsync(id, context.RequestAborted) is { } companion
                ? await door.AskAsync(companion, cookie.Read(context, companion), context.IsSignOfLife(), context.Actor(), context.RequestAborted)
                : null,
            words.Of,
            () => Task.CompletedTask);
}
