using ClinicaMV.Appointments;
using ClinicaMV.Clinic;
using ClinicaMV.Resources;
using ClinicaMV.Visits;
using Microsoft.Extensions.Localization;

namespace ClinicaMV.Web;

/// <summary>What a waiting patient is told, on the page as it comes and afterwards by its script.</summary>
public sealed class WaitingWords(IStringLocalizer<Text> text, Hours hours)
{
    public string Of(Appointment appointment, SpecialistState state)
    {
        var expectedAt = appointment.ExpectedAt();
        var late = (int)Math.Round((expectedAt - appointment.StartsAt).TotalMinutes);
        return text[$"Waiting.{state}", appointment.Specialist.Account.FullName, hours.HourIn(appointment.StartsAt), late, hours.HourIn(expectedAt)];
    }
}
