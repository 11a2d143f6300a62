using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace StreamBook.Tests;

/// <summary>A server that takes one connection, for a test to read and write by itself.</summary>
internal sealed class OneConnection : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public OneConnection(X509Certificate2? certificate = null)
    {
        _listener.Start();
        Url = new($"http://{_listener.LocalEndpoint}/");
        Taken = TakeAsync(certificate);
    }

    public Uri Url { get; }

    public Task<Stream> Taken { get; }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        if (Taken.IsCompletedSuccessfully)
            await (await Taken).DisposeAsync();
    }

    private async Task<Stream> TakeAsync(X509Certificate2? certificate)
    {
        var socket = await _listener.AcceptSocketAsync();
        socket.NoDelay = true;
        var stream = new NetworkStream(socket, ownsSocket: true);
        if (certificate is null)
            return stream;
        var tls = new SslStream(stream);
        await tls.AuthenticateAsServerAsync(certificate);
        return tls;
    }
}
