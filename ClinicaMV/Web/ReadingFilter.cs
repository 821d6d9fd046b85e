using ClinicaMV.Auditing;
using ClinicaMV.Data;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicaMV.Web;

/// <summary>
/// Puts on record that somebody looks at a page about people or their visits, before they see it: if it cannot be written, there is
/// nothing to see. It is the one thing that a GET changes.
/// </summary>
public sealed class ReadingFilter(ClinicDb db, AuditTrail trail) : IAsyncPageFilter
{
    public Task OnPageHandlerSelectionAsync(PageHandlerSelectedContext context) => Task.CompletedTask;

    public async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        var done = await next();
        var request = context.HttpContext;
        // What is not there was not looked at, and what leads elsewhere shows nothing.
        if (!HttpMethods.IsGet(request.Request.Method) || done is not { Exception: null, Result: PageResult or FileResult }
            || OnRecordAttribute.Of(request) is not { } page || (page.Only is { } role && !request.User.IsInRole(role)))
            return;

        if (context.HandlerInstance is AppointmentPage { Appointment: { } appointment })
            trail.Allowed(page.Kind, request.Actor(), appointment.PublicId);
        else
            trail.Allowed(page.Kind, request.Actor(), subjectId: request.GetRouteValue("id") as string);
        await db.SaveChangesAsync(request.RequestAborted);
    }
}
