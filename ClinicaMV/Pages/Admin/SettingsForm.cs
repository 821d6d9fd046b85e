using System.ComponentModel.DataAnnotations;
using ClinicaMV.Appointments;
using ClinicaMV.Clinic;

namespace ClinicaMV.Pages.Admin;

/// <summary>The settings as they stand on the screen. What they may be is for the options' own validators to say.</summary>
public sealed class SettingsForm
{
    /// <summary>The version that was on the screen.</summary>
    [Required]
    public int? Version { get; set; }

    public string? Name { get; set; }

    public string? Phone { get; set; }

    public string? Email { get; set; }

    public string? Address { get; set; }

    public string? ThemeColour { get; set; }

    /// <summary>Monday to Sunday.</summary>
    public List<string?> Days { get; set; } = [];

    [Required(ErrorMessage = "Field.Required")]
    public int? AppointmentMinutes { get; set; }

    [Required(ErrorMessage = "Field.Required")]
    public int? GapMinutes { get; set; }

    public string? Price { get; set; }

    /// <summary>One per line.</summary>
    public string? Specialities { get; set; }

    public bool PatientsMayBook { get; set; }

    [Required(ErrorMessage = "Field.Required")]
    public int? ChangesUntilHours { get; set; }

    [Required(ErrorMessage = "Field.Required")]
    public int? PatientOpensMinutesBefore { get; set; }

    [Required(ErrorMessage = "Field.Required")]
    public int? SpecialistOpensMinutesBefore { get; set; }

    [Required(ErrorMessage = "Field.Required")]
    public int? ClosesMinutesAfter { get; set; }

    public bool PatientWaitsForSpecialist { get; set; }

    public bool RemindersOn { get; set; }

    public static SettingsForm Of(PortalOptions options, int version) => new()
    {
        Version = version,
        Name = options.Clinic.Name,
        Phone = options.Clinic.Phone,
        Email = options.Clinic.Email,
        Address = options.Clinic.Address,
        ThemeColour = options.Clinic.ThemeColour,
        Days = [.. WorkingHoursModel.Week.Select(options.Clinic.OpeningOn)],
        AppointmentMinutes = options.Clinic.AppointmentMinutes,
        GapMinutes = options.Clinic.GapMinutes,
        Price = options.Clinic.Price,
        Specialities = string.Join('\n', options.Clinic.OfferedSpecialities),
        PatientsMayBook = options.Clinic.PatientsMayBook,
        ChangesUntilHours = options.Clinic.ChangesUntilHours,
        PatientOpensMinutesBefore = options.Visits.PatientOpensMinutesBefore,
        SpecialistOpensMinutesBefore = options.Visits.SpecialistOpensMinutesBefore,
        ClosesMinutesAfter = options.Visits.ClosesMinutesAfter,
        PatientWaitsForSpecialist = options.Visits.PatientWaitsForSpecialist,
        RemindersOn = options.Mail.RemindersOn,
    };

    /// <summary>By configuration key; only of a form that is complete.</summary>
    public IReadOnlyDictionary<string, string?> ToValues()
    {
        var clinic = new ClinicOptions
        {
            Name = Line(Name),
            Phone = Line(Phone),
            Email = Line(Email),
            Address = Line(Address),
            ThemeColour = Line(ThemeColour),
            AppointmentMinutes = AppointmentMinutes!.Value,
            GapMinutes = GapMinutes!.Value,
            Price = Line(Price),
            PatientsMayBook = PatientsMayBook,
            ChangesUntilHours = ChangesUntilHours!.Value,
            OpeningHours = WorkingHoursModel.Week.Select((day, i) => (day, Hours: Line(Days.ElementAtOrDefault(i)))).ToDictionary(d => $"{d.day}", d => d.Hours),
            Specialities = ReadSpecialities(),
        };
        return new PortalOptions(clinic, new()
        {
            PatientOpensMinutesBefore = PatientOpensMinutesBefore!.Value,
            SpecialistOpensMinutesBefore = SpecialistOpensMinutesBefore!.Value,
            ClosesMinutesAfter = ClosesMinutesAfter!.Value,
            PatientWaitsForSpecialist = PatientWaitsForSpecialist,
        }, new() { RemindersOn = RemindersOn }).Values;
    }

    /// <summary>The field of this form in which the value of a configuration key stands.</summary>
    public static string FieldOf(string key)
    {
        var name = key.Split(':')[^1];
        return key.StartsWith(PortalKeys.Specialities, StringComparison.Ordinal) ? nameof(Specialities)
            : !key.StartsWith(PortalKeys.OpeningHours, StringComparison.Ordinal) ? name
            : Enum.TryParse<DayOfWeek>(name, out var day) ? $"{nameof(Days)}[{WorkingHoursModel.Week.ToList().IndexOf(day)}]"
            : $"{nameof(Days)}[0]";
    }

    // As many places as there can be: an empty one takes away what was there.
    private List<string> ReadSpecialities()
    {
        var lines = (Specialities ?? "").Split('\n').Select(Line).Where(l => l.Length > 0).Distinct().ToList();
        return [.. lines, .. Enumerable.Repeat("", Math.Max(0, ClinicOptions.MostSpecialities - lines.Count))];
    }

    private static string Line(string? text) => (text ?? "").Trim();
}
