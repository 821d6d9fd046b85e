using System.Globalization;
using System.Net;

namespace ClinicaMV.Tests.Commands;

/// <summary>On which addresses a process takes TCP connections, as the Linux kernel sees it.</summary>
internal static class ListeningSockets
{
    private const string Listening = "0A";

    public static IReadOnlyList<IPEndPoint> Of(int process)
    {
        var inodes = Directory.GetFiles($"/proc/{process}/fd").Select(file => new FileInfo(file).LinkTarget ?? "").ToHashSet();
        return
        [
            .. from table in new[] { "tcp", "tcp6" }
               from line in File.ReadLines($"/proc/{process}/net/{table}").Skip(1)
               let columns = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
               where columns[3] == Listening && inodes.Contains($"socket:[{columns[9]}]")
               select EndPoint(columns[1]),
        ];
    }

    // The address stands there in words of four bytes, each in the order of this machine.
    private static IPEndPoint EndPoint(string column)
    {
        var (address, port) = (column.Split(':')[0], column.Split(':')[1]);
        var bytes = Convert.FromHexString(address).Chunk(4).SelectMany(word => BitConverter.IsLittleEndian ? word.Reverse() : word).ToArray();
        return new IPEndPoint(new IPAddress(bytes), int.Parse(port, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
    }
}
