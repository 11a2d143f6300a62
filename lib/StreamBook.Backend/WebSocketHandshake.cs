using System.Net.WebSockets;
using Microsoft.AspNetCore.Http.Features;

namespace StreamBook.Backend;

/// <summary>The server's half of the opening handshake.</summary>
internal static class WebSocketHandshake
{
    // RFC 7692, section 7: https://www.rfc-editor.org/rfc/rfc7692#section-7
    private const string Deflate = "permessage-deflate";

    /// <summary>Answers the opening handshake, and makes the connection a WebSocket.</summary>
    /// <param name="context">The request.</param>
    /// <param name="clock">Zero of what the WebSocket will tell of time.</param>
    /// <param name="options">Null: no heartbeat.</param>
    /// <param name="protocol">The subprotocol that is chosen from those offered; null for none.</param>
    public static async Task<WebSocket> AcceptAsync(HttpContext context, StreamClock? clock = null, WebSocketCreationOptions? options = null, string? protocol = null)
    {
        options ??= new() { KeepAliveInterval = Timeout.InfiniteTimeSpan };
        // Where a pong is missing the connection has to be aborted, or a read would wait on: only the framework's own does that.
        if (options.KeepAliveTimeout > TimeSpan.Zero)
        {
            (clock ?? new()).Announce(context.Response);
            return await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
            {
                SubProtocol = protocol,
                KeepAliveInterval = options.KeepAliveInterval,
                KeepAliveTimeout = options.KeepAliveTimeout,
            });
        }

        options.IsServer = true;
        options.SubProtocol = protocol;
        return WebSocket.CreateFromStream(await UpgradeAsync(context, clock, protocol, options.DangerousDeflateOptions is not null), options);
    }

    /// <summary>Whether the client offered to compress messages.</summary>
    public static bool OffersDeflate(HttpContext context) =>
        context.Request.Headers.SecWebSocketExtensions.ToString().Split(',', ';').Any(part => part.Trim() == Deflate);

    /// <summary>Answers the opening handshake, and hands over the connection.</summary>
    // AcceptWebSocketAsync would do, but since .NET 9 it aborts the connection when the peer breaks a rule, and that
    // often overtakes the close frame with the reason. Here the frame leaves first.
    public static async Task<Stream> UpgradeAsync(HttpContext context, StreamClock? clock = null, string? protocol = null, bool deflates = false)
    {
        var headers = context.Response.Headers;
        (clock ?? new()).Announce(context.Response);
        if (protocol is not null)
            headers.SecWebSocketProtocol = protocol;
        if (deflates)
            headers.SecWebSocketExtensions = Deflate;
        // RFC 8441, section 5: over HTTP/2 there is no key and no 101; a 200 opens the stream to both sides.
        if (context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true } connect)
            return await connect.AcceptAsync();
        headers.Upgrade = "websocket";
        headers.Connection = "Upgrade";
        headers.SecWebSocketAccept = OpeningHandshake.Accept(context.Request.Headers.SecWebSocketKey.ToString());
        return await context.Features.Get<IHttpUpgradeFeature>()!.UpgradeAsync();
    }

    /// <summary>Whether the request is an opening handshake; if not, it is answered.</summary>
    public static async Task<bool> IsAskedForAsync(HttpContext context)
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
