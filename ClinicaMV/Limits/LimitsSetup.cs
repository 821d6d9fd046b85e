using ClinicaMV.Clinic;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Limits;

/// <summary>What holds back whoever asks too often, and by whose word we know who asks.</summary>
public static class LimitsSetup
{
    public static void AddLimits(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddValidatedOptions<ProxiesOptions, ProxiesOptions.Validator>("Proxies");
        services.AddSingleton<IConfigureOptions<ForwardedHeadersOptions>, ProxiesOptions.Headers>();
        services.AddEndpointLimits();
        services.AddScoped<Brakes>().AddScoped<SignInBrakes>().AddScoped<MailBrakes>().AddSingleton<KnownBrowsers>();
    }
}
