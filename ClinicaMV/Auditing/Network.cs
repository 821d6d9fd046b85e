using System.Net;
using System.Net.Sockets;

namespace ClinicaMV.Auditing;

/// <summary>Of an IP address the network that it is in: enough to see a pattern, too little to see a person.</summary>
internal static class Network
{
    private const int OfIPv4 = 24;
    private const int OfIPv6 = 48;

    public static bool IsOne(string address) => address.EndsWith($"/{OfIPv4}", StringComparison.Ordinal) || address.EndsWith($"/{OfIPv6}", StringComparison.Ordinal);

    public static string? Of(string? address)
    {
        if (!IPAddress.TryParse(address, out var ip))
            return null;

        if (ip.IsIPv4MappedToIPv6)
            ip = ip.MapToIPv4();
        var bits = ip.AddressFamily == AddressFamily.InterNetwork ? OfIPv4 : OfIPv6;
        var bytes = ip.GetAddressBytes();
        Array.Clear(bytes, bits / 8, bytes.Length - bits / 8);
        return $"{new IPAddress(bytes)}/{bits}";
    }
}
