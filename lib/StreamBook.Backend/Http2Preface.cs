using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace StreamBook.Backend;

/// <summary>Lets one port speak HTTP/1.1 and HTTP/2 without TLS: a connection is HTTP/2 if it begins with that version's preface (RFC 9113, section 3.4).</summary>
/// <remarks>
/// A server of both versions lets TLS choose, and without TLS takes every connection for HTTP/1.1. So a connection that
/// begins with the preface is marked as one for which TLS has chosen; nothing is encrypted. Its requests keep the
/// scheme http only if the server allows a scheme other than that of the transport.
/// </remarks>
internal static class Http2Preface
{
    private static readonly byte[] _preface = Encoding.ASCII.GetBytes("PRI * HTTP/2.0\r\n");

    public static ConnectionDelegate Detect(ConnectionDelegate http1, ConnectionDelegate http2) => async connection =>
    {
        if (!await IsPrefaceAsync(connection))
        {
            await http1(connection);
            return;
        }

        var chosen = new ChosenProtocol();
        connection.Features.Set<ITlsConnectionFeature>(chosen);
        connection.Features.Set<ITlsApplicationProtocolFeature>(chosen);
        await http2(connection);
    };

    private static async Task<bool> IsPrefaceAsync(ConnectionContext connection)
    {
        var input = connection.Transport.Input;
        while (true)
        {
            var read = await input.ReadAsync(connection.ConnectionClosed);
            var begin = read.Buffer.Slice(0, Math.Min(read.Buffer.Length, _preface.Length));
            var bytes = new byte[begin.Length];
            var at = 0;
            foreach (var segment in begin)
            {
                segment.Span.CopyTo(bytes.AsSpan(at));
                at += segment.Length;
            }

            var mayBe = _preface.AsSpan().StartsWith(bytes);
            var isDecided = !mayBe || bytes.Length == _preface.Length || read.IsCompleted || read.IsCanceled;
            // What is examined is not handed out again until more has come, so only a wait may examine anything.
            input.AdvanceTo(read.Buffer.Start, isDecided ? read.Buffer.Start : read.Buffer.End);
            if (isDecided)
                return mayBe && bytes.Length == _preface.Length;
        }
    }

    private sealed class ChosenProtocol : ITlsConnectionFeature, ITlsApplicationProtocolFeature
    {
        public X509Certificate2? ClientCertificate { get; set; }

        public ReadOnlyMemory<byte> ApplicationProtocol { get; } = SslApplicationProtocol.Http2.Protocol;

        public Task<X509Certificate2?> GetClientCertificateAsync(CancellationToken cancellationToken) => Task.FromResult<X509Certificate2?>(null);
    }
}
