using System.Collections.Immutable;
using StreamBook.WebSockets;
using StreamBook.Wording;

namespace StreamBook;

/// <summary>A WebSocket as it was on the wire: the opening handshake as text, then every frame both ways. Every offset counts from the moment the request was sent.</summary>
[TypeFormatterSource(typeof(Shown))]
public sealed record FrameCapture
{
    /// <summary>The label of the capture; change it with <c>capture with { Name = "…" }</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What was opened.</summary>
    public required Uri Uri { get; init; }

    /// <summary>The head of the request, exactly as sent, up to the blank line.</summary>
    public required string Request { get; init; }

    /// <summary>The head of the answer, exactly as received, up to the blank line; empty if none came.</summary>
    public string Response { get; init; } = "";

    /// <summary>The status of the answer: 101 for an accepted handshake; null if none came.</summary>
    public int? Status { get; init; }

    /// <summary>The frames both ways, in the order in which they were sent and had arrived.</summary>
    public ImmutableArray<CapturedFrame> Frames { get; init; } = [];

    /// <summary>When the connection ended, or was left.</summary>
    public required TimeSpan EndOffset { get; init; }

    /// <summary>Why the WebSocket was not opened, or not closed as it should be; null if the server sent a close frame, whatever its code.</summary>
    public string? Failure { get; init; }

    /// <summary>The frames that the server sent.</summary>
    public ImmutableArray<WebSocketFrame> FromServer => Of(Endpoint.Server);

    /// <summary>The frames that the client sent.</summary>
    public ImmutableArray<WebSocketFrame> FromClient => Of(Endpoint.Client);

    /// <summary>What a program is told as close code: that of the server's close frame, 1005 if it has none, and 1006 if no close frame came (RFC 6455, section 7.1.5). The last two must never be on the wire.</summary>
    public int CloseCode => FromServer.FirstOrDefault(frame => frame.Opcode is Opcode.Close) is { } close ? close.CloseCode ?? 1005 : 1006;

    /// <summary>The value of a header line of the request or the answer; null if neither has it.</summary>
    /// <param name="name">The name, in any casing.</param>
    public string? Header(string name) => $"{Request}\n{Response}".Split('\n')
        .Where(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))
        .Select(line => line[(name.Length + 1)..].Trim()).FirstOrDefault();

    /// <summary>Opens a WebSocket, sends frames exactly as they are composed, and reads until the connection ends. A close frame that comes before one was sent is answered with its like; after one each way nothing is sent any more.</summary>
    /// <param name="uri">What to open, http.</param>
    /// <param name="frames">What to send. A client must mask, and end with a close frame unless the server does; nothing here makes it.</param>
    /// <param name="interval">How long to wait before each frame; not at all unless told.</param>
    /// <param name="name">The label of the capture; the address unless told.</param>
    /// <param name="cancellationToken">Gives up and throws.</param>
    /// <returns>What was on the wire when. A connection that is refused, breaks, or is still open after 30 s is told by <see cref="Failure"/>, not thrown.</returns>
    public static Task<FrameCapture> RunAsync(Uri uri, IEnumerable<WebSocketFrame> frames, TimeSpan interval = default, string? name = null, CancellationToken cancellationToken = default) =>
        new FrameExchange(uri, name ?? $"{uri.Authority} {uri.AbsolutePath}").RunAsync([.. frames.Select(frame => frame.ToBytes().ToArray())], interval, cancellationToken);

    private ImmutableArray<WebSocketFrame> Of(Endpoint sender) => [.. Frames.Where(f => f.Sender == sender).Select(f => f.Frame)];
}

/// <summary>One frame of a capture.</summary>
/// <param name="Sender">Who sent it.</param>
/// <param name="Offset">When it was sent, or its last byte had arrived.</param>
/// <param name="Decoded">The frame with its bytes, and what is wrong with it.</param>
public sealed record CapturedFrame(Endpoint Sender, TimeSpan Offset, DecodedFrame Decoded)
{
    /// <summary>The frame.</summary>
    public WebSocketFrame Frame => Decoded.Frame;

    /// <summary>Its exact bytes.</summary>
    public ImmutableArray<byte> Bytes => Decoded.Bytes;
}
