using System.Collections.Immutable;
using StreamBook.Timing;

namespace StreamBook;

/// <summary>How a capture is made.</summary>
public sealed record CaptureOptions
{
    /// <summary>The label of the capture; by default made from the address.</summary>
    public string? Name { get; init; }

    /// <summary>Header lines of the request beyond what the client must send.</summary>
    public ImmutableArray<HeaderLine> Headers { get; init; } = [];

    /// <summary>The method; by default POST with a <see cref="Body"/>, GET without. Ignored for a WebSocket.</summary>
    public HttpMethod? Method { get; init; }

    /// <summary>The body of the request, sent as UTF-8; its type is application/json unless a header says otherwise. Ignored for a WebSocket.</summary>
    public string? Body { get; init; }

    /// <summary>The HTTP version of the request: 1.0, 1.1 (the default) or, where the server speaks it without TLS, 2.0. A WebSocket over 2.0 is an extended CONNECT (RFC 8441), any other is opened over 1.1.</summary>
    public Version HttpVersion { get; init; } = System.Net.HttpVersion.Version11;

    /// <summary>Whether a lower version will do where the server does not speak <see cref="HttpVersion"/>. Only over TLS is it asked what it speaks. False by default.</summary>
    public bool TakesLowerVersion { get; init; }

    /// <summary>Whether any certificate will do, as of a server that signed its own. False by default.</summary>
    public bool TrustsAnyCertificate { get; init; }

    /// <summary>Whether a proxy that the environment names (<c>HTTP_PROXY</c>, <c>HTTPS_PROXY</c>, <c>NO_PROXY</c>) is used. False by default: then it could not spoil what is measured.</summary>
    public bool UsesProxyOfEnvironment { get; init; }

    /// <summary>Text messages to send once a WebSocket is open. Ignored otherwise.</summary>
    public ImmutableArray<string> Messages { get; init; } = [];

    /// <summary>Leave after this many events or messages; 0 leaves as soon as it is open. By default stay to the end. Leaving is not a failure.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 0.</exception>
    public int? StopAfter
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value ?? 0, nameof(StopAfter));
            field = value;
        }
    }

    /// <summary>Leave when this is cancelled, with what has arrived. Leaving is not a failure, unless nothing had come: no answer, or nothing of its body.</summary>
    public CancellationToken Leave { get; init; }

    /// <summary>Leave after this long; that is a failure. 90 s by default.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>Who is told what arrives while it arrives.</summary>
    internal ICaptureWatch? Watch { get; init; }
}
