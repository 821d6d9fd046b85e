using ClinicaMV.Clinic;

namespace ClinicaMV.Operating;

/// <summary>Where traces and metrics go (section <c>Otel</c>). OpenTelemetry's own environment variables count too.</summary>
public sealed class OtelOptions
{
    [Option("OTLP collector (http/protobuf) that gets traces and metrics; `OTEL_EXPORTER_OTLP_ENDPOINT` counts too")]
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
