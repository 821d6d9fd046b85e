using System.Globalization;
using ClinicaMV.Appointments;
using ClinicaMV.Visits;

namespace ClinicaMV.Pages;

/// <summary>The companions at the door of a visit and those who are in, beside the video.</summary>
public sealed record CompanionsHere(Appointment Appointment, IReadOnlyList<Companion> Companions)
{
    /// <summary>Differs whenever the list would.</summary>
    public static string TagOf(IEnumerable<Companion> here, DateTime now)
        => string.Create(CultureInfo.InvariantCulture, $"\"{string.Join('.', here.Select(c => $"{c.Id}-{c.Version}-{c.IsThere(now)}"))}.{CultureInfo.CurrentUICulture.TwoLetterISOLanguageName}\"");
}
