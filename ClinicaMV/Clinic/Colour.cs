using System.Globalization;

namespace ClinicaMV.Clinic;

/// <summary>A colour of the screen, written <c>#rrggbb</c>.</summary>
public readonly record struct Colour(byte Red, byte Green, byte Blue)
{
    /// <summary>The one that clinic.css has.</summary>
    public const string Default = "#1d6152";

    private const double LeastContrast = 4.5;

    /// <summary>Whether white text can be read on it, and it on white: WCAG 2.2, 1.4.3.</summary>
    public bool CarriesWhite => 1.05 / (Luminance + .05) >= LeastContrast;

    // WCAG's relative luminance.
    private double Luminance => (.2126 * Linear(Red)) + (.7152 * Linear(Green)) + (.0722 * Linear(Blue));

    public static Colour? Parse(string text)
        => text is ['#', .. { Length: 6 } digits] && int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var rgb)
            ? new((byte)(rgb >> 16), (byte)(rgb >> 8), (byte)rgb) : null;

    public override string ToString() => $"#{Red:x2}{Green:x2}{Blue:x2}";

    private static double Linear(byte channel)
    {
        var share = channel / 255d;
        return share <= .04045 ? share / 12.92 : Math.Pow((share + .055) / 1.055, 2.4);
    }
}
