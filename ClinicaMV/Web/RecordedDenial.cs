using ClinicaMV.Auditing;
using ClinicaMV.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Web;

/// <summary>What you may not see does not exist; that somebody asked for a page of others is on record.</summary>
internal static class RecordedDenial
{
    public static async Task AnswerAsync(HttpContext request)
    {
        request.Response.StatusCode = StatusCodes.Status404NotFound;
        if (OnRecordAttribute.Of(request) is not { } page)
            return;

        var db = request.RequestServices.GetRequiredService<ClinicDb>();
        var id = request.GetRouteValue("id") as string;
        // Never what somebody typed: an id is one of ours.
        var appointmentId = await db.Appointments.Where(a => a.PublicId == id).Select(a => a.PublicId).SingleOrDefaultAsync(request.RequestAborted);
        var subjectId = await db.Users.Where(u => u.Id == id).Select(u => u.Id).SingleOrDefaultAsync(request.RequestAborted);
        request.RequestServices.GetRequiredService<AuditTrail>().Denied(page.Kind, request.Actor(), appointmentId, subjectId, "Role");
        await db.SaveChangesAsync(request.RequestAborted);
    }
}
