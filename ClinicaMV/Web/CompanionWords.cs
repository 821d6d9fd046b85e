using ClinicaMV.Appointments;
using ClinicaMV.Clinic;
using ClinicaMV.Resources;
using ClinicaMV.Visits;
using Microsoft.Extensions.Localization;

namespace ClinicaMV.Web;

/// <summary>What a companion at the door is told, on the page as it comes and afterwards by its script.</summary>
public sealed class CompanionWords(IStringLocalizer<Text> text, Hours hours, WaitingWords waiting)
{
    public string Of(CompanionStatus status)
    {
        var visit = status.Appointment;
        var words = text[status.Companion.IsAdmitted ? "Companion.Admitted" : "Companion.Waits", visit.Specialist.Account.FullName, hours.HourIn(visit.StartsAt)];
        return status.Specialist == SpecialistState.Delayed ? $"{words} {waiting.Of(visit, status.Specialist)}" : words;
    }
}
