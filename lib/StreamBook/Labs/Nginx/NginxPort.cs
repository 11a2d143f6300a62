using System.Net;
using System.Net.Sockets;

namespace StreamBook.Labs.Nginx;

/// <summary>The port that an nginx is to listen on: one that is free now, and what to say of one that is not.</summary>
internal static class NginxPort
{
    /// <summary>A port that is free now. Somebody else may have it before nginx does.</summary>
    public static int Free()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    /// <summary>The port that was asked for is somebody else's.</summary>
    /// <param name="name">What the nginx is called.</param>
    /// <param name="port">The port.</param>
    /// <param name="output">What nginx wrote.</param>
    public static LabException Taken(string name, int port, string output) => new(
        $"{name} cannot listen on port {port}.",
        output.Split('\n').FirstOrDefault(line => line.Contains("bind()", StringComparison.Ordinal)) ?? "The engine says that it is taken.",
        "End what listens there (`ss -ltnp` shows it), or choose another port (--port, LabOptions.Port).");
}
