namespace ClinicaMV.Clinic;

/// <summary>Which configuration keys the portal may set, in the groups under which a change goes on record. Nothing else in the saved row counts.</summary>
public static class PortalKeys
{
    public const string OpeningHours = "Clinic:OpeningHours";
    public const string Specialities = "Clinic:Specialities";

    public static readonly IReadOnlyList<(string Group, string[] Keys)> Groups =
    [
        ("Contact", ["Clinic:Name", "Clinic:Phone", "Clinic:Email", "Clinic:Address"]),
        ("Theme", ["Clinic:ThemeColour"]),
        ("OpeningHours", [OpeningHours]),
        ("Terms", ["Clinic:AppointmentMinutes", "Clinic:GapMinutes"]),
        ("Price", ["Clinic:Price"]),
        ("Specialities", [Specialities]),
        ("Booking", ["Clinic:PatientsMayBook", "Clinic:ChangesUntilHours"]),
        ("JoinWindow", ["Visits:PatientOpensMinutesBefore", "Visits:SpecialistOpensMinutesBefore", "Visits:ClosesMinutesAfter", "Visits:PatientWaitsForSpecialist"]),
        ("Reminders", ["Mail:RemindersOn"]),
    ];

    /// <returns><see langword="null"/> for a key that only files and environment can set.</returns>
    public static string? GroupOf(string key)
        => Groups.FirstOrDefault(g => g.Keys.Any(k => key == k || (k is OpeningHours or Specialities && key.StartsWith(k + ':', StringComparison.Ordinal)))).Group;
}
