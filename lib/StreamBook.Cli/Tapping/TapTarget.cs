using System.Net.Security;
using System.Net.Sockets;

namespace StreamBook.Cli.Tapping;

/// <summary>The server behind the tap.</summary>
/// <param name="Uri">Its address, http or https, without a path.</param>
/// <param name="TrustsAnyCertificate">Whether any certificate will do.</param>
internal sealed record TapTarget(Uri Uri, bool TrustsAnyCertificate)
{
    /// <summary>Opens a connection, and agrees on TLS where it is spoken.</summary>
    public async Task<(Socket Socket, Stream Stream)> ConnectAsync(CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(Uri.DnsSafeHost, Uri.Port, cancellationToken);
            var stream = new NetworkStream(socket, ownsSocket: true);
            if (Uri.Scheme == "http")
                return (socket, stream);
            var tls = new SslStream(stream);
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = Uri.DnsSafeHost,
                ApplicationProtocols = [SslApplicationProtocol.Http11],
#pragma warning disable CA5359 // To take any certificate is what -k is for.
                RemoteCertificateValidationCallback = TrustsAnyCertificate ? (_, _, _, _) => true : null,
#pragma warning restore CA5359
            }, cancellationToken);
            return (socket, tls);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
