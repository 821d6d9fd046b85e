using System.Net;
using System.Net.Sockets;

namespace ClinicaMV.Limits;

public static class CallerNetwork
{
    private const int SubscriberBytes = 8;

    /// <summary>
    /// What one caller holds: an IPv4 address, or the /64 of an IPv6 address, of which anybody's line has at least one whole and can
    /// use another address for each request.
    /// </summary>
    public static string CallerNetworkOf(this HttpContext request) => Of(request.Connection.RemoteIpAddress);

    public static string Of(IPAddress? address)
    {
        if (address is null)
            return "unknown";
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address.ToString();

        var bytes = address.GetAddressBytes();
        Array.Clear(bytes, SubscriberBytes, bytes.Length - SubscriberBytes);
        return $"{new IPAddress(bytes)}/64";
    }
}
