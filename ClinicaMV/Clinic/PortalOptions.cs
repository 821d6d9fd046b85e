using System.Globalization;
using ClinicaMV.Appointments;
using ClinicaMV.Mail;
using ClinicaMV.Visits;

namespace ClinicaMV.Clinic;

/// <summary>The options of which the portal can set something, and those settings as configuration values.</summary>
public sealed record PortalOptions(ClinicOptions Clinic, VisitsOptions Visits, MailOptions Mail)
{
    public IReadOnlyDictionary<string, string?> Values => Simple()
        .Concat(Enum.GetValues<DayOfWeek>().Select(day => ($"{PortalKeys.OpeningHours}:{day}", Clinic.OpeningOn(day))))
        .Concat(Clinic.Specialities.Select((name, i) => ($"{PortalKeys.Specialities}:{i}", name)))
        .ToDictionary(v => v.Item1, v => (string?)v.Item2);

    private IEnumerable<(string, string)> Simple() =>
    [
        ("Clinic:Name", Clinic.Name),
        ("Clinic:Phone", Clinic.Phone),
        ("Clinic:Email", Clinic.Email),
        ("Clinic:Address", Clinic.Address),
        // Browsers give a colour back in lower case.
        ("Clinic:ThemeColour", Clinic.ThemeColour.ToLowerInvariant()),
        ("Clinic:AppointmentMinutes", Text(Clinic.AppointmentMinutes)),
        ("Clinic:GapMinutes", Text(Clinic.GapMinutes)),
        ("Clinic:Price", Clinic.Price),
        ("Clinic:PatientsMayBook", Text(Clinic.PatientsMayBook)),
        ("Clinic:ChangesUntilHours", Text(Clinic.ChangesUntilHours)),
        ("Visits:PatientOpensMinutesBefore", Text(Visits.PatientOpensMinutesBefore)),
        ("Visits:SpecialistOpensMinutesBefore", Text(Visits.SpecialistOpensMinutesBefore)),
        ("Visits:ClosesMinutesAfter", Text(Visits.ClosesMinutesAfter)),
        ("Visits:PatientWaitsForSpecialist", Text(Visits.PatientWaitsForSpecialist)),
        ("Mail:RemindersOn", Text(Mail.RemindersOn)),
    ];

    public static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    public static string Text(bool yes) => yes ? "true" : "false";
}
