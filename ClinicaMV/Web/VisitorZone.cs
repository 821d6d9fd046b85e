using ClinicaMV.Clinic;

namespace ClinicaMV.Web;

/// <summary>The time zone of the visitor's device, which its script leaves in a cookie. A hint for a second line, nothing more.</summary>
public static class VisitorZone
{
    public const string Cookie = "tz";

    /// <returns><see langword="null"/> when it is unknown, or shows the same hour as the clinic's at that instant.</returns>
    public static TimeZoneInfo? OtherZone(this HttpContext request, ClinicTime time, DateTime at)
        => request.Request.Cookies[request.Request.IsHttps ? $"__Host-{Cookie}" : Cookie] is { Length: > 0 and < 64 } name
            && TimeZoneInfo.TryFindSystemTimeZoneById(Uri.UnescapeDataString(name), out var zone)
            && zone.GetUtcOffset(at) != time.Zone.GetUtcOffset(at) ? zone : null;
}
