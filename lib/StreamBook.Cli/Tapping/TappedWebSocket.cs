using System.Collections.Immutable;
using System.Net;
using System.Net.WebSockets;
using System.Text;
using StreamBook.Timing;

namespace StreamBook.Cli.Tapping;

/// <summary>What a server sends over a WebSocket that somebody else opened.</summary>
internal static class TappedWebSocket
{
    /// <param name="client">Reads the copy of the answer.</param>
    /// <param name="plain">What it is to ask for.</param>
    /// <param name="name">What the capture is called.</param>
    public static async Task<Capture> CaptureAsync(HttpClient client, Uri plain, string name)
    {
        using var clock = new RequestClock();
        var capture = new Capture { Name = name, Kind = CaptureKind.WebSocket, Uri = plain, EndOffset = default };
        var events = ImmutableArray.CreateBuilder<ArrivedEvent>();
        try
        {
            using var response = await client.GetAsync(plain, HttpCompletionOption.ResponseHeadersRead);
            capture = capture with
            {
                HeadersOffset = clock.Now,
                Status = (int)response.StatusCode,
                HttpVersion = response.Version,
                Headers = [.. response.Headers.Concat(response.Content.Headers).SelectMany(header => header.Value, (header, value) => new HeaderLine(header.Key, value))],
            };
            if (response.StatusCode is not HttpStatusCode.SwitchingProtocols)
                return clock.Complete(capture with { EndOffset = clock.Now, Failure = $"the opening handshake was refused: {(int)response.StatusCode} {response.ReasonPhrase}" });
            using var socket = WebSocket.CreateFromStream(await response.Content.ReadAsStreamAsync(), new WebSocketCreationOptions
            {
                KeepAliveInterval = Timeout.InfiniteTimeSpan,
                DangerousDeflateOptions = Deflate(capture.Header("Sec-WebSocket-Extensions")),
            });
            await ReceiveAsync(socket);
            capture = capture with { CloseCode = (int?)socket.CloseStatus, Failure = socket.CloseStatus is null or WebSocketCloseStatus.NormalClosure ? null : $"closed with code {(int)socket.CloseStatus} {socket.CloseStatusDescription}".TrimEnd() };
        }
        catch (HttpRequestException e)
        {
            capture = capture with { Ending = CaptureEnding.NoAnswer, Failure = EventStreamCapture.NoAnswer(e) };
        }
        catch (Exception e) when (e is WebSocketException or IOException)
        {
            capture = capture with { Ending = EventStreamCapture.IsReset(e) ? CaptureEnding.Reset : CaptureEnding.CutOff, Failure = $"the connection was lost without a close frame: {e.Message}" };
        }

        return clock.Complete(capture with { Events = events.DrainToImmutable(), EndOffset = clock.Now });

        async Task ReceiveAsync(WebSocket socket)
        {
            var buffer = new byte[64 * 1024];
            var message = new MemoryStream();
            while (await socket.ReceiveAsync(buffer, default) is { MessageType: not WebSocketMessageType.Close } received)
            {
                message.Write(buffer, 0, received.Count);
                if (!received.EndOfMessage)
                    continue;
                var bytes = message.ToArray();
                message.SetLength(0);
                events.Add(new(clock.Now, null, received.MessageType is WebSocketMessageType.Text ? new("text", Encoding.UTF8.GetString(bytes), "") : new("binary", Convert.ToHexStringLower(bytes), "")));
            }
        }
    }

    // RFC 7692: what the server agreed to; for the way from it to the client only its side counts.
    private static WebSocketDeflateOptions? Deflate(string? extensions) => extensions?.Contains("permessage-deflate", StringComparison.OrdinalIgnoreCase) is true
        ? new() { ServerContextTakeover = !extensions.Contains("server_no_context_takeover", StringComparison.OrdinalIgnoreCase) }
        : null;
}
