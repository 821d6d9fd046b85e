using ClinicaMV.Clinic;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;
using IPAddress = System.Net.IPAddress;
using IPNetwork = System.Net.IPNetwork;

namespace ClinicaMV.Limits;

/// <summary>Whose word counts for the caller's address and for https (section <c>Proxies</c>).</summary>
public sealed class ProxiesOptions
{
    [Option("addresses or networks (`10.0.0.0/24`) of reverse proxies whose word counts for the caller's address and for https", Default = "those on this machine")]
    public List<string> Known { get; set; } = [];

    public IEnumerable<IPNetwork> Networks => Known.Select(k => Parse(k)!.Value);

    /// <summary>An address alone is a network of one.</summary>
    private static IPNetwork? Parse(string text)
        => IPAddress.TryParse(text, out var one) ? new(one, one.GetAddressBytes().Length * 8)
            : IPNetwork.TryParse(text, out var network) && IPAddress.Parse(text[..text.IndexOf('/')]).Equals(network.BaseAddress) ? network : null;

    public sealed class Validator : OptionsValidator<ProxiesOptions>
    {
        protected override IEnumerable<string> FaultsOf(ProxiesOptions o)
        {
            foreach (var (index, text) in o.Known.Index())
            {
                if (Parse(text) is not { } network)
                    yield return $"Proxies:Known:{index} must be an address or a network, e.g. 10.0.0.7 or 10.0.0.0/24.";
                else if (network.PrefixLength == 0)
                    yield return $"Proxies:Known:{index} would believe everybody.";
            }
        }
    }

    /// <summary>Goes back from proxy to proxy for as long as each is known; the first that is not is the caller.</summary>
    public sealed class Headers(IOptions<ProxiesOptions> proxies) : IConfigureOptions<ForwardedHeadersOptions>
    {
        public void Configure(ForwardedHeadersOptions options)
        {
            options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            options.ForwardLimit = null;
            if (proxies.Value.Known.Count == 0)
                return;

            options.KnownIPNetworks.Clear();
            options.KnownProxies.Clear();
            foreach (var network in proxies.Value.Networks)
                options.KnownIPNetworks.Add(network);
        }
    }
}
