using ClinicaMV.Appointments;
using ClinicaMV.Clinic;
using ClinicaMV.Resources;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Pages.Appointments.Moving;

/// <summary>
/// One step of a patient's way to another hour of the same specialist; it begins and ends at the page of the appointment. Where patients may not
/// book there is nothing to choose from, and the page of the appointment tells them to ring.
/// </summary>
public abstract class MovingPage(FreeHours free, ClinicTime time, IOptions<ClinicOptions> clinic, IStringLocalizer<Text> text) : ChangePage(time, text)
{
    public bool CanBeMoved => ChangeFault is null && !Time.IsTooLateToChange(Appointment.StartsAt);

    // An appointment keeps its length, which staff may have made another than the specialist's.
    protected Asker Patient => new(Appointment.PatientId, Appointment.Id, Appointment.Length);

    /// <summary>What the reader gets in place of a page that is not for them, or no longer.</summary>
    protected IActionResult? Closed()
        => Role != ParticipantRole.Patient ? NotFound()
        : !clinic.Value.PatientsMayBook || HttpMethods.IsGet(Request.Method) && !CanBeMoved ? ToDetails()
        : null;

    protected async Task<IReadOnlyList<FreeHour>> ListAsync(DateOnly from, DateOnly to, CancellationToken cancel)
        => [.. (await free.ListAsync(s => s.Id == Appointment.SpecialistId, from, to, Patient, cancel)).Where(IsAnother)];

    /// <summary>The few that are free from a day on.</summary>
    protected async Task<IReadOnlyList<FreeHour>> NextAsync(DateOnly from, CancellationToken cancel)
        => [.. (await free.NextAsync(s => s.Id == Appointment.SpecialistId, from, FreeHours.Few + 1, Patient, cancel)).Where(IsAnother).Take(FreeHours.Few)];

    protected Task<DiaryRefusal?> WhyNotAsync(DateTime at, CancellationToken cancel) => free.WhyNotAsync(Appointment.SpecialistId, at, Patient, cancel);

    protected string? ToCheck(FreeHour hour) => Url.Page("Check", new { id = Appointment.PublicId, at = ChosenInstant.Write(hour.StartsAt) });

    // The present hour is free for the one who leaves it, but no change.
    private bool IsAnother(FreeHour hour) => hour.StartsAt != Appointment.StartsAt;
}
