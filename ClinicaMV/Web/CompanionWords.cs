using ClinicaMV.Clinic;
using ClinicaMV.Resources;
using ClinicaMV.Visits;
using Microsoft.Extensions.Localization;

namespace ClinicaMV.Web;

/// <summary>What a companion at the door is told, on the page as it comes and afterwards by its script.</summary>
public sealed class CompanionWords(IStringLocalizer<Text> text, Hours hours)
{
    public string Of(Companion companion)
        => text[companion.IsAdmitted ? "Companion.Admitted" : "Companion.Waits", companion.Appointment.Specialist.Account.FullName, hours.HourIn(companion.Appointment.StartsAt)];
}
