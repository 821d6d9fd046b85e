using ClinicaMV.Clinic;
using ClinicaMV.Jitsi;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace ClinicaMV.Operating;

/// <summary>What those need who run the house.</summary>
public static class OperatingSetup
{
    private const string OtlpEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string OtlpProtocol = "OTEL_EXPORTER_OTLP_PROTOCOL";

    public static void AddOperating(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton(builder.Configuration.Role());
        services.AddValidatedOptions<BackupOptions, BackupOptions.Validator>("Backup");
        services.AddScoped<DatabaseCopy>().AddScoped<Backups>().AddScoped<BackupProof>().AddScoped<Restoring>();
        services.AddScoped<Instances>().AddScoped<PortalStatus>().AddScoped<PortalCheckup>();
        services.AddHealthChecks().AddCheck<DatabaseHealth>("database", timeout: TimeSpan.FromSeconds(5));
        builder.AddTelemetry();
    }

    private static void AddTelemetry(this WebApplicationBuilder builder)
    {
        builder.Services.AddValidatedOptions<OtelOptions, OtelOptions.Validator>("Otel");
        builder.Services.AddSingleton<ClinicMeter>();
        var configuration = builder.Configuration;
        if (configuration["Otel:Endpoint"] is { Length: > 0 } endpoint)
            configuration[OtlpEndpoint] = endpoint;
        if (configuration[OtlpEndpoint] is not { Length: > 0 })
            return;

        configuration[OtlpProtocol] ??= "http/protobuf";
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("clinicamv", serviceVersion: Build.Version))
            .WithTracing(traces => traces.AddAspNetCoreInstrumentation().AddHttpClientInstrumentation().AddProcessor(new BareSpans()).AddOtlpExporter())
            .WithMetrics(metrics => metrics.AddMeter(ClinicMeter.Name, JitsiMeter.Name, "Microsoft.AspNetCore.Hosting", "System.Runtime").AddOtlpExporter());
    }
}
