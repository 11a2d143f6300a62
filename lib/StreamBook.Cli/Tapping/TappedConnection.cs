using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using StreamBook.Wording;

namespace StreamBook.Cli.Tapping;

/// <summary>One connection of a client, and the one to the server that belongs to it: each byte of the one is passed on to the other at once, both ways.</summary>
internal sealed class TappedConnection(Socket client, TapTarget target, ITapWatch watch)
{
    // As long as nginx lingers: a client that is still sending would lose the end of the answer otherwise.
    private static readonly TimeSpan _lingering = TimeSpan.FromSeconds(5);

    private readonly List<Task> _told = [];
    private readonly RequestSplitter _requests = new();
    private readonly byte[] _fromClient = new byte[64 * 1024];
    private readonly Lock _lock = new();
    private readonly Queue<RequestHead> _ahead = [];
    private volatile Exchange? _exchange;
    private bool _isPipelined;
    private Socket? _server;

    /// <summary>Serves it until one side ends.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var near = new NetworkStream(client, ownsSocket: true);
        try
        {
            await RunAsync(near, cancellationToken);
        }
        catch (FormatException e)
        {
            watch.OnProblem(e.Message);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // One side is gone: its exchange tells of it.
        }

        _exchange?.Leave();
        if (_ahead.Count > 0)
            watch.OnProblem($"The connection ended, and {Words.OfCount(_ahead.Count, "request")} that the client had sent ahead got no answer.");
        await Task.WhenAll(_told);
    }

    private async Task RunAsync(NetworkStream near, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var first = await FirstAsync(near, cancellationToken);
        if (first.Count == 0 || await ConnectAsync(near, first, cancellationToken) is not { } far)
            return;
        await using (far)
        {
            var down = DownAsync(far, near, over.Token);
            var up = UpAsync(near, far, first, over.Token);
            if (await Task.WhenAny(up, down) == down && down.IsCompletedSuccessfully)
            {
                over.CancelAfter(_lingering);
                await up.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            // A client that ends its side has left, as nginx takes it: whoever works for it is to know.
            _exchange?.Leave();
            _server!.Dispose();
            await over.CancelAsync();
            await down.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await up;
        }
    }

    // Until a whole request is there nobody need be asked.
    private async Task<List<RequestPiece>> FirstAsync(NetworkStream near, CancellationToken cancellationToken)
    {
        List<RequestPiece> pieces = [];
        while (pieces.Count == 0 && await near.ReadAsync(_fromClient, cancellationToken) is > 0 and var byteCount)
            pieces = [.. _requests.Split(_fromClient.AsMemory(0, byteCount), () => false)];
        return pieces;
    }

    private async Task<Stream?> ConnectAsync(NetworkStream near, List<RequestPiece> first, CancellationToken cancellationToken)
    {
        try
        {
            (_server, var far) = await target.ConnectAsync(cancellationToken);
            return far;
        }
        catch (Exception e) when (e is SocketException or AuthenticationException or IOException)
        {
            var sentence = $"{target.Uri.Authority}: no connection ({(e.InnerException ?? e).Message}). Is the server running, and is this its port?";
            watch.OnProblem(sentence);
            var body = Encoding.UTF8.GetBytes(sentence + "\n");
            await near.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n"), cancellationToken);
            await near.WriteAsync(body, cancellationToken);
            return null;
        }
    }

    private async Task UpAsync(NetworkStream near, Stream far, List<RequestPiece> pieces, CancellationToken cancellationToken)
    {
        foreach (var piece in pieces)
            await PassAsync(piece, far, cancellationToken);
        while (await near.ReadAsync(_fromClient, cancellationToken) is > 0 and var byteCount)
        {
            foreach (var piece in _requests.Split(_fromClient.AsMemory(0, byteCount), () => _exchange?.IsRaw is true))
                await PassAsync(piece, far, cancellationToken);
        }
    }

    private async Task PassAsync(RequestPiece piece, Stream far, CancellationToken cancellationToken)
    {
        if (piece.Head is not { } head)
        {
            await far.WriteAsync(piece.Bytes, cancellationToken);
            return;
        }

        Ask(head);
        await far.WriteAsync(head.ToBytes(target.Uri.Authority), cancellationToken);
    }

    // A server answers in the order of the requests (RFC 9112, section 9.3.2), and the turn of one comes with the end of the answer before.
    private void Ask(RequestHead head)
    {
        lock (_lock)
        {
            if (_exchange is null)
            {
                Begin(head);
                return;
            }

            _ahead.Enqueue(head);
            if (!_isPipelined)
                watch.OnProblem("The client asks again before it has been answered: the times of such an answer count from the end of the one before.");
            _isPipelined = true;
        }
    }

    private void Begin(RequestHead head)
    {
        _exchange = new(head, target.Uri);
        // What is amiss with one stays, to be thrown at the end.
        _told.RemoveAll(told => told.IsCompletedSuccessfully);
        _told.Add(watch.WatchAsync(_exchange));
    }

    private void Add(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            while (!bytes.IsEmpty && _exchange is { } exchange)
            {
                bytes = bytes[exchange.Add(bytes)..];
                if (!exchange.IsWhole)
                    continue;
                _exchange = null;
                if (_ahead.TryDequeue(out var next))
                    Begin(next);
            }
        }
    }

    private async Task DownAsync(Stream far, NetworkStream near, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        while (await ReadAsync() is > 0 and var byteCount)
        {
            Add(buffer.AsSpan(0, byteCount));
            await near.WriteAsync(buffer.AsMemory(0, byteCount), cancellationToken);
        }

        _exchange?.End();
        client.Shutdown(SocketShutdown.Send);

        async ValueTask<int> ReadAsync()
        {
            try
            {
                return await far.ReadAsync(buffer, cancellationToken);
            }
            catch (IOException e)
            {
                _exchange?.End(e);
                // So does the client see what we saw.
                client.LingerState = new(enable: true, seconds: 0);
                client.Close();
                throw;
            }
        }
    }
}

/// <summary>Who is told what passes a tap.</summary>
internal interface ITapWatch
{
    /// <summary>A request was passed on. Completes when its answer has ended, and was told.</summary>
    Task WatchAsync(Exchange exchange);

    /// <summary>What cannot be passed on, or not be told of, in a sentence.</summary>
    void OnProblem(string sentence);
}
