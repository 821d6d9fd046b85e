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
        var isGet = HttpMethods.IsGet(request.Request.Method);
        if (!(isGet || HttpMethods.IsPost(request.Request.Method)) || done.Exception is not null
            || OnRecordAttribute.Of(request) is not { } page || (page.Only is { } role && !request.User.IsInRole(role)))
            return;

        var appointment = (context.HandlerInstance as AppointmentPage)?.Appointment;
        // What leads elsewhere shows nothing.
        if (done.Result is PageResult or FileResult)
        {
            // A form that is refused shows the page as well; what was refused is not to be saved along.
            if (!isGet)
                db.ChangeTracker.Clear();
            trail.Allowed(page.Kind, request.Actor(), appointment?.PublicId, appointment is null ? request.GetRouteValue("id") as string ?? (context.HandlerInstance as IShowsSomebody)?.ShownPersonId : null);
        }
        else if (isGet && done.Result is NotFoundResult && appointment is not null)
            trail.Denied(page.Kind, request.Actor(), appointment.PublicId, reason: "Role");
        else
            return;
        await db.SaveChangesAsync(request.RequestAborted);
    }
}
