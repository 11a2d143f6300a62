using System.Net.WebSockets;
using System.Text;

namespace StreamBook.Backend;

/// <summary>The endpoints that answer with a WebSocket.</summary>
internal static class WebSockets
{
    public static async Task EchoAsync(HttpContext context)
    {
        var query = new Query(context);
        var limit = query.Whole("limit", 0, int.MaxValue);
        var accept = query.Choice("accept", "stream", "stream", "middleware");
        var deflates = query.Choice("deflate", "no", "no", "yes") == "yes";
        query.End();
        if (!await WebSocketHandshake.IsAskedForAsync(context))
            return;
        using var socket = accept == "middleware"
            ? await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext { DangerousEnableCompression = deflates })
            : await WebSocketHandshake.AcceptAsync(context, options: new()
            {
                KeepAliveInterval = Timeout.InfiniteTimeSpan,
                DangerousDeflateOptions = deflates && WebSocketHandshake.OffersDeflate(context) ? new() : null,
            });
        var buffer = new byte[64 * 1024];
        long byteCount = 0;
        while (await socket.ReceiveAsync(buffer, context.RequestAborted) is { MessageType: not WebSocketMessageType.Close } received)
        {
            byteCount += received.Count;
            if (limit > 0 && byteCount > limit)
            {
                await socket.CloseAsync(WebSocketCloseStatus.MessageTooBig, $"over {limit} bytes", context.RequestAborted);
                return;
            }

            await socket.SendAsync(buffer.AsMemory(0, received.Count), received.MessageType, received.EndOfMessage, context.RequestAborted);
            byteCount = received.EndOfMessage ? 0 : byteCount;
        }

        // RFC 6455, section 5.5.1: an endpoint "typically echos the status code it received".
        await socket.CloseOutputAsync(socket.CloseStatus!.Value, null, context.RequestAborted);
    }

    public static async Task TickerAsync(HttpContext context)
    {
        var query = new Query(context);
        var count = query.Whole("count", 5, 1_000_000);
        var interval = TimeSpan.FromMilliseconds(query.Whole("interval", 100, 600_000));
        var byteCount = query.Whole("size", 0, 1 << 20);
        var keepAlive = query.Whole("keepalive", 0, 600_000);
        var timeout = query.Whole("timeout", 0, 600_000);
        query.End();

        var clock = new StreamClock();
        if (!await WebSocketHandshake.IsAskedForAsync(context))
            return;
        using (var socket = await WebSocketHandshake.AcceptAsync(context, clock, new()
        {
            KeepAliveInterval = NeverIfZero(keepAlive),
            KeepAliveTimeout = NeverIfZero(timeout),
        }))
        {
            // Received beside the sending, or a peer that leaves would go unnoticed.
            using var left = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
            var receiving = ReceiveCloseAsync(socket, left, context.RequestAborted);
            try
            {
                for (var n = 1; count == 0 || n <= count; n++)
                {
                    await clock.WaitAsync(interval, left.Token);
                    await socket.SendAsync(Encoding.UTF8.GetBytes(clock.Data(n, byteCount)), WebSocketMessageType.Text, endOfMessage: true, context.RequestAborted);
                }
            }
            catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
            {
            }

            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, context.RequestAborted);
            await receiving;
        }
    }

    private static async Task ReceiveCloseAsync(WebSocket socket, CancellationTokenSource left, CancellationToken aborted)
    {
        try
        {
            var buffer = new byte[128];
            while ((await socket.ReceiveAsync(buffer, aborted)).MessageType is not WebSocketMessageType.Close)
            {
            }
        }
        finally
        {
            // Also where the connection broke, or no pong came: it stays open until the handler returns.
            await left.CancelAsync();
        }
    }

    private static TimeSpan NeverIfZero(int ms) => ms == 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(ms);
}
