using System.Linq.Expressions;
using ClinicaMV.Appointments;
using ClinicaMV.Clinic;
using ClinicaMV.Web;
using ClinicaMV.People;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Pages.Appointments.Choose;

/// <summary>One step of a patient's booking. What has been chosen so far stands in the address, so that going back works and nothing is kept.</summary>
[NotOnRecord("free hours, and the patient who asks")]
public abstract class ChoosePage(IOptions<ClinicOptions> clinic) : PageModel
{
    /// <summary>The id of the chosen specialist; else a <see cref="Speciality"/> has been chosen. Both: whoever of it was free first.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Specialist { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Speciality { get; set; }

    /// <summary>The chosen instant, see <see cref="ChosenInstant"/>.</summary>
    [BindProperty(SupportsGet = true)]
    public string? At { get; set; }

    protected DateTime? StartsAt => ChosenInstant.Read(At);

    protected Expression<Func<Specialist, bool>> Chosen
        => Specialist is { } id ? s => s.Id == id : s => s.Speciality != "" && s.Speciality == Speciality;

    // Whoever is half-way when the clinic stops it is told to ring.
    public override void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        if (!clinic.Value.PatientsMayBook)
            context.Result = RedirectToPage("/Appointments/Index");
    }

    protected string? ToHow(FreeHour hour) => Url.Page("How", new { specialist = hour.Specialist.Id, Speciality, at = ChosenInstant.Write(hour.StartsAt) });
}
