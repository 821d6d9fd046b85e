using System.Globalization;

namespace ClinicaMV.Web;

/// <summary>A question whose answer may wait until there is news: <c>Prefer: wait=</c> (RFC 7240, section 4.3).</summary>
public static class HeldQuestions
{
    /// <summary>Below what proxies and telephones let a silent connection live, and below <see cref="Visits.WaitingRoom.Silence"/>: each question is a sign of life.</summary>
    private const int MostSeconds = 45;

    private const string Wait = "wait=";

    /// <summary>How long the answer may be held, if the caller wants that at all; says so in the answer.</summary>
    public static TimeSpan? HoldFor(this HttpContext context)
    {
        var preference = context.Request.Headers["Prefer"].ToString();
        if (!preference.StartsWith(Wait, StringComparison.Ordinal)
            || !int.TryParse(preference.AsSpan(Wait.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds == 0)
            return null;

        context.Response.Headers["Preference-Applied"] = preference;
        return TimeSpan.FromSeconds(Math.Min(seconds, MostSeconds));
    }
}
