using ClinicaMV.Clinic;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Web;

/// <summary>Outside Development the portal answers to its own name, and to this machine's for checks of health; to any other 400.</summary>
public sealed class OwnHost(IOptions<ClinicOptions> clinic, IHostEnvironment environment) : IConfigureOptions<HostFilteringOptions>
{
    public void Configure(HostFilteringOptions options)
    {
        options.IncludeFailureMessage = false;
        options.AllowedHosts = environment.IsDevelopment() ? ["*"] : [clinic.Value.PublicUrl!.IdnHost, "localhost", "127.0.0.1", "[::1]"];
    }
}
