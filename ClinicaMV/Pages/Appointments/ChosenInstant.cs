using System.Globalization;

namespace ClinicaMV.Pages.Appointments;

/// <summary>An instant as it stands in an address: UTC, so that it means one hour only.</summary>
public static class ChosenInstant
{
    private const string Format = "yyyy-MM-dd'T'HH:mm'Z'";

    public static string Write(DateTime at) => at.ToString(Format, CultureInfo.InvariantCulture);

    public static DateTime? Read(string? at)
        => DateTime.TryParseExact(at, Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant) ? instant : null;
}
