using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Http.Features;

namespace StreamBook.Backend;

/// <summary>The endpoints that answer with a WebSocket.</summary>
internal static class WebSockets
{
    public static async Task EchoAsync(HttpContext context)
    {
        var query = new Query(context);
        var limit = query.Whole("limit", 0, int.MaxValue);
        var accept = query.Choice("accept", "stream", "stream", "middleware");
        query.End();
        if (!await IsHandshakeAsync(context))
            return;
        using var socket = accept == "middleware" ? await context.WebSockets.AcceptWebSocketAsync() : await AcceptAsync(context, new());
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

        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, context.RequestAborted);
    }

    public static async Task MirrorAsync(HttpContext context)
    {
        new Query(context).End();
        if (!await IsHandshakeAsync(context))
            return;
        using var stream = await UpgradeAsync(context, new());
        var buffer = new byte[64 * 1024];
        while (await stream.ReadAsync(buffer, context.RequestAborted) is > 0 and var byteCount)
            await stream.WriteAsync(buffer.AsMemory(0, byteCount), context.RequestAborted);
    }

    public static async Task TickerAsync(HttpContext context)
    {
        var query = new Query(context);
        var count = query.Whole("count", 5, 1_000_000);
        var interval = TimeSpan.FromMilliseconds(query.Whole("interval", 100, 600_000));
        var byteCount = query.Whole("size", 0, 1 << 20);
        var keepAlive = query.Whole("keepalive", 0, 600_000);
        query.End();

        var clock = new StreamClock();
        if (!await IsHandshakeAsync(context))
            return;
        using (var socket = await AcceptAsync(context, clock, keepAlive == 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(keepAlive)))
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

            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, context.RequestAborted);
            await receiving;
        }
    }

    private static async Task ReceiveCloseAsync(WebSocket socket, CancellationTokenSource left, CancellationToken aborted)
    {
        var buffer = new byte[128];
        while ((await socket.ReceiveAsync(buffer, aborted)).MessageType is not WebSocketMessageType.Close)
        {
        }

        await left.CancelAsync();
    }

    private static async Task<WebSocket> AcceptAsync(HttpContext context, StreamClock clock, TimeSpan? keepAlive = null) => WebSocket.CreateFromStream(
        await UpgradeAsync(context, clock),
        new WebSocketCreationOptions { IsServer = true, KeepAliveInterval = keepAlive ?? Timeout.InfiniteTimeSpan });

    /// <summary>Answers the opening handshake, and hands over the connection.</summary>
    // AcceptWebSocketAsync would do, but since .NET 9 it aborts the connection when the peer breaks a rule, and that
    // often overtakes the close frame with the reason. Here the frame leaves first.
    private static async Task<Stream> UpgradeAsync(HttpContext context, StreamClock clock)
    {
        clock.Announce(context.Response);
        // RFC 8441, section 5: over HTTP/2 there is no key and no 101; a 200 opens the stream to both sides.
        if (context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true } connect)
            return await connect.AcceptAsync();
        context.Response.Headers.Upgrade = "websocket";
        context.Response.Headers.Connection = "Upgrade";
        context.Response.Headers.SecWebSocketAccept = OpeningHandshake.Accept(context.Request.Headers.SecWebSocketKey.ToString());
        return await context.Features.Get<IHttpUpgradeFeature>()!.UpgradeAsync();
    }

    /// <summary>Whether the request is an opening handshake; if not, it is answered.</summary>
    private static async Task<bool> IsHandshakeAsync(HttpContext context)
    {
        if (context.WebSockets.IsWebSocketRequest)
            return true;

        // RFC 9110, section 15.5.22: 426 says that the request is fine but for the protocol, and must name the one wanted.
        // It is what a handshake becomes when a proxy drops its Upgrade header. https://www.rfc-editor.org/rfc/rfc9110#status.426
        // RFC 6455, section 4.2.2: also for a version other than 13. Any other defect of a handshake is 400 (section 4.2.1).
        var isHandshake = context.Features.Get<IHttpUpgradeFeature>()?.IsUpgradableRequest is true
            && context.Request.Headers.SecWebSocketVersion == "13";
        if (isHandshake)
            throw new BadRequestException("The opening handshake is not valid: see RFC 6455, section 4.2.1.");
        var response = context.Response;
        response.StatusCode = StatusCodes.Status426UpgradeRequired;
        response.Headers.Upgrade = "websocket";
        response.Headers.Connection = "Upgrade";
        response.Headers.SecWebSocketVersion = "13";
        await response.WriteAsync("This is a WebSocket: the request must ask for it with the headers Upgrade and Connection.\n");
        return false;
    }
}
