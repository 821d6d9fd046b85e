using ClinicaMV.Auditing;
using ClinicaMV.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Web;

/// <summary>What you may not see does not exist; that somebody asked for a page of others is on record.</summary>
internal static class RecordedDenial
{
    /// <summary>For a page that is not for this reader at all.</summary>
    public static Task AnswerAsync(HttpContext request) => AnswerAsync(request, ofSomebody: false);

    /// <summary>For a page that this reader has, but not of whom the address names; an id that names nobody leaves no line.</summary>
    public static Task AnswerOfIdAsync(HttpContext request) => AnswerAsync(request, ofSomebody: true);

    private static async Task AnswerAsync(HttpContext request, bool ofSomebody)
    {
        request.Response.StatusCode = StatusCodes.Status404NotFound;
        if (OnRecordAttribute.Of(request) is not { } page)
            return;

        var db = request.RequestServices.GetRequiredService<ClinicDb>();
        var id = request.GetRouteValue("id") as string;
        // Never what somebody typed: an id is one of ours.
        var appointmentId = await db.Appointments.Where(a => a.PublicId == id).Select(a => a.PublicId).SingleOrDefaultAsync(request.RequestAborted);
        var subjectId = await db.Users.Where(u => u.Id == id).Select(u => u.Id).SingleOrDefaultAsync(request.RequestAborted);
        if (ofSomebody && appointmentId is null && subjectId is null)
            return;

        request.RequestServices.GetRequiredService<AuditTrail>().Denied(page.Kind, request.Actor(), appointmentId, subjectId, "Role");
        await db.SaveChangesAsync(request.RequestAborted);
    }
}
