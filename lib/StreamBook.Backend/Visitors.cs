using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;

namespace StreamBook.Backend;

/// <summary>Answers for known visitors only: whoever brings the token, in one of the places where a browser can put it, or a ticket bought with it.</summary>
internal static class Visitors
{
    private const string Token = "secret-of-ada";
    private const string Protocol = "notes";

    private static readonly ConcurrentDictionary<string, bool> _tickets = [];

    public static async Task TicketAsync(HttpContext context)
    {
        new Query(context).End();
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            context.Response.Headers.Allow = "POST";
            return;
        }

        if (ProofOf(context, "") is null)
        {
            Refuse(context);
            return;
        }

        var ticket = RandomNumberGenerator.GetHexString(32, lowercase: true);
        _tickets[ticket] = true;
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.WriteAsync(ticket, context.RequestAborted);
    }

    public static async Task PrivateAsync(HttpContext context)
    {
        if (Proof(context) is not { } proof)
        {
            Refuse(context);
            return;
        }

        var stream = await EventStreamResponse.BeginAsync(context);
        await stream.WriteRetryAsync(TimeSpan.FromMilliseconds(50));
        await stream.WriteAsync(proof, null, "1");
    }

    public static async Task PrivateSocketAsync(HttpContext context)
    {
        var proof = Proof(context);
        if (!await WebSocketHandshake.IsAskedForAsync(context))
            return;
        if (proof is null)
        {
            Refuse(context);
            return;
        }

        // RFC 6455, section 4.2.2: the answer names one of the offered protocols. It never names the one with the token.
        var offersProtocol = context.WebSockets.WebSocketRequestedProtocols.Contains(Protocol);
        using var socket = await WebSocketHandshake.AcceptAsync(context, protocol: offersProtocol ? Protocol : null);
        await socket.SendAsync(Encoding.UTF8.GetBytes(proof), WebSocketMessageType.Text, endOfMessage: true, context.RequestAborted);
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, context.RequestAborted);
    }

    private static string? Proof(HttpContext context)
    {
        var query = new Query(context);
        var ticket = query.Text("ticket", "");
        query.End();
        return ProofOf(context, ticket);
    }

    /// <summary>How the visitor proved to be one; null if they did not.</summary>
    private static string? ProofOf(HttpContext context, string ticket)
    {
        var request = context.Request;
        if (request.Headers.Authorization == $"Bearer {Token}")
            return "header";
        if (request.Cookies["token"] == Token)
            return "cookie";
        if (context.WebSockets.WebSocketRequestedProtocols.Contains($"token.{Token}"))
            return "subprotocol";
        // A ticket is torn when it is shown.
        return _tickets.TryRemove(ticket, out _) ? "ticket" : null;
    }

    private static void Refuse(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        context.Response.Headers.WWWAuthenticate = "Bearer";
    }
}
