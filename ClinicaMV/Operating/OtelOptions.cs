using ClinicaMV.Clinic;

namespace ClinicaMV.Operating;

/// <summary>Where traces and metrics go (section <c>Otel</c>). OpenTelemetry's own environment variables count too.</summary>
public sealed class OtelOptions
{
    /// <summary>Of an OTLP collector that speaks http/protobuf, e.g. <c>http://127.0.0.1:4318</c>. Empty: nowhere.</summary>
    public string Endpoint { get; set; } = "";

    public sealed class Validator : OptionsValidator<OtelOptions>
    {
        protected override IEnumerable<string> FaultsOf(OtelOptions o)
        {
            if (o.Endpoint.Length > 0 && !(Uri.TryCreate(o.Endpoint, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"))
                yield return "Otel:Endpoint must be an http or https address.";
        }
    }
}
