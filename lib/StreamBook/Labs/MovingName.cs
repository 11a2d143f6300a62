using System.Net.Sockets;

namespace StreamBook;

/// <summary>
/// A host name that can be made to lead elsewhere, as when DNS or a load balancer sends the next connection to another
/// machine. Give <see cref="HttpClient"/> to whoever connects, such as <see cref="EventSourceOptions.HttpClient"/>: the
/// name is known to nobody else.
/// </summary>
public sealed class MovingName : IDisposable
{
    private volatile Uri _leadsTo;

    /// <summary>Makes up a name.</summary>
    /// <param name="name">The host, such as <c>stream.example</c>.</param>
    /// <param name="leadsTo">Where it leads at first: the host and the port count.</param>
    public MovingName(string name, Uri leadsTo)
    {
        Url = new($"http://{name}/");
        _leadsTo = leadsTo;
        HttpClient = new(new SocketsHttpHandler
        {
            UseProxy = false,
            // Each request looks the name up.
            PooledConnectionLifetime = TimeSpan.Zero,
            ConnectCallback = (_, cancellationToken) => ConnectAsync(cancellationToken),
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>The address that never changes.</summary>
    public Uri Url { get; }

    /// <summary>Where the next connection goes; those that are open stay.</summary>
    public Uri LeadsTo
    {
        get => _leadsTo;
        set => _leadsTo = value;
    }

    /// <summary>The one client that knows where the name leads; it is the name's to dispose.</summary>
    public HttpClient HttpClient { get; }

    /// <summary>Disposes the client.</summary>
    public void Dispose() => HttpClient.Dispose();

    private async ValueTask<Stream> ConnectAsync(CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            var (host, port) = (_leadsTo.Host, _leadsTo.Port);
            await socket.ConnectAsync(host, port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
