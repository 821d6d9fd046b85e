using System.Diagnostics;
using OpenTelemetry;

namespace ClinicaMV.Operating;

/// <summary>
/// Of each span only this goes out. Paths hold rooms and codes, queries what was typed, hosts and user agents whatever a stranger
/// sends; what is new in a later version of a library stays here until somebody has looked at it.
/// </summary>
internal sealed class BareSpans : BaseProcessor<Activity>
{
    private static readonly string[] Harmless = ["http.request.method", "http.response.status_code", "http.route", "url.scheme", "error.type", "network.protocol.version"];

    public override void OnEnd(Activity span)
    {
        foreach (var tag in span.TagObjects.Select(t => t.Key).Except(Harmless).ToList())
            span.SetTag(tag, null);
        // The caller's own words.
        span.TraceStateString = null;
        if (span.StatusDescription is not null)
            span.SetStatus(span.Status);
    }
}
