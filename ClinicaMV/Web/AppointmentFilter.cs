using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Web;

/// <summary>
/// Loads the appointment that the route names and that this person may see, for every page of the folder: visits for their
/// two participants, the diary also for administrators. To everybody else it does not exist, and the attempt is on record.
/// </summary>
public sealed class AppointmentFilter(ClinicDb db, AuditTrail trail) : IAsyncPageFilter
{
    public Task OnPageHandlerSelectionAsync(PageHandlerSelectedContext context) => Task.CompletedTask;

    public async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        if (context.HandlerInstance is not AppointmentPage page)
        {
            await next();
            return;
        }

        var request = context.HttpContext;
        var id = request.GetRouteValue("id") as string;
        if (await FindAsync(request, id, !HttpMethods.IsGet(request.Request.Method)) is not { } appointment)
        {
            context.Result = await InsteadAsync(page, request, id);
            return;
        }

        page.Appointment = appointment;
        await next();
    }

    private async Task<Appointment?> FindAsync(HttpContext request, string? id, bool toChange)
    {
        if (!PublicId.IsOne(id) || request.User.Id() is not { } personId)
            return null;

        var keepsDiary = request.User.IsInRole(Roles.Administrator) && !request.Request.Path.StartsWithSegments("/Visits");
        return await db.AppointmentForAsync(personId, id, keepsDiary, toChange, request.RequestAborted);
    }

    private async Task<IActionResult> InsteadAsync(AppointmentPage page, HttpContext request, string? id)
    {
        if (PublicId.IsOne(id) && await page.WithoutItAsync(id, request.RequestAborted) is { } instead)
            return instead;

        await RecordDenialAsync(request, id);
        return new NotFoundResult();
    }

    /// <summary>Somebody has asked for an appointment that is none of theirs; an id that names none leaves no line.</summary>
    public async Task RecordDenialAsync(HttpContext request, string? id)
    {
        if (!PublicId.IsOne(id) || !await db.Appointments.AnyAsync(a => a.PublicId == id, request.RequestAborted))
            return;

        var kind = request.Request.Path.StartsWithSegments("/Visits") ? AuditKind.VisitEntry : AuditKind.AppointmentOpened;
        trail.Denied(kind, request.Actor(), id, reason: "NotParticipant");
        await db.SaveChangesAsync(request.RequestAborted);
    }
}
