using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace ClinicaMV.Web;

/// <summary>
/// A Unix socket to listen on (<c>--urls http://unix:/run/…</c>), which the proxy's account has to be able to write to: our group's accounts can. All
/// else that we make is the owner's alone, and so would it be.
/// </summary>
internal static class ProxySocket
{
    private const UnixFileMode GroupToo = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

    public static void AddProxySocket(this WebApplicationBuilder builder)
        => builder.Services.Configure<SocketTransportOptions>(transport => transport.CreateBoundListenSocket = address =>
        {
            var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(address);
            if (address is UnixDomainSocketEndPoint && !OperatingSystem.IsWindows())
                File.SetUnixFileMode(address.ToString()!, GroupToo);
            return socket;
        });
}
