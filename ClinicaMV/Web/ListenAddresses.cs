using System.Net;
using ClinicaMV.Data;

namespace ClinicaMV.Web;

/// <summary>
/// Where the portal is to listen. A host that Kestrel does not know it takes for every interface, and a port that is none for a part of the host: a
/// typing error would open to the network what was meant for the proxy on the same machine.
/// </summary>
internal static class ListenAddresses
{
    private static readonly string[] Names = ["localhost", "*", "+"];

    /// <exception cref="StartFailure">One of them is none.</exception>
    public static void RefuseMisspeltAddresses(this IConfiguration configuration)
    {
        var said = configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(e => e.GetSection("Url")).Append(configuration.GetSection("urls"))
            .SelectMany(key => (key.Value ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries).Select(url => (key.Path, Url: url)));
        foreach (var (key, url) in said.Where(s => !IsOne(s.Url)))
            throw new StartFailure($"{key}: “{url}” is no address to listen on: http:// or https://, an IP address of this machine, localhost or *, and a port (http://127.0.0.1:5000), or http://unix:/ and a path.");
    }

    private static bool IsOne(string url)
    {
        try
        {
            var address = BindingAddress.Parse(url);
            return address.IsUnixPipe || address.IsNamedPipe
                || address.Port is >= 0 and <= 65535 && (IPAddress.TryParse(address.Host, out _) || Names.Contains(address.Host, StringComparer.OrdinalIgnoreCase));
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
