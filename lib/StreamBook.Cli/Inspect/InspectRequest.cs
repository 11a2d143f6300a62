using System.Collections.Immutable;
using System.Net;
using System.Net.Quic;
using System.Text;
using StreamBook.Cli.Commands;
using StreamBook.Timing;

namespace StreamBook.Cli.Inspect;

/// <summary>What is asked for, and how.</summary>
internal sealed record InspectRequest
{
    /// <summary>How much of a body is read and kept; more tells nothing more.</summary>
    public const long MostByteCount = 16L << 20;

    /// <summary>The address, without a name and password.</summary>
    public required Uri Uri { get; init; }

    public string? Method { get; init; }

    public ImmutableArray<HeaderLine> Headers { get; init; } = [];

    public string? Body { get; init; }

    /// <summary>1.1, 2 or 3; null for what the server prefers.</summary>
    public string? HttpVersion { get; init; }

    public bool TrustsAnyCertificate { get; init; }

    /// <summary>Whether it answers as OpenAI's API does, though its events may not look so.</summary>
    public bool IsModel { get; init; }

    /// <summary>How long to stay.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(15);

    public int? EventCount { get; init; }

    public bool IsWebSocket => Uri.Scheme is "ws" or "wss";

    public CaptureKind Kind => IsWebSocket ? CaptureKind.WebSocket : CaptureKind.EventStream;

    public string Name => $"{Uri.Authority} {Uri.AbsolutePath}";

    public string MethodName => IsWebSocket ? "WebSocket" : Method ?? (Body is null ? "GET" : "POST");

    /// <summary>Reads the address that a person wrote.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public static (Uri Uri, HeaderLine? Credentials) Address(string text)
    {
        // With "localhost:8080" a scheme of that name would be found.
        if (!text.Contains("://", StringComparison.Ordinal) || !Uri.TryCreate(text, UriKind.Absolute, out var uri))
        {
            var advice = Uri.TryCreate("http://" + text, UriKind.Absolute, out var meant) && meant.Host.Length > 0 ? $" Did you mean http://{text}?" : "";
            throw new UsageException($"{text}: neither a file nor an address, which begins with http://, https://, ws:// or wss://.{(text.Contains("://", StringComparison.Ordinal) ? "" : advice)}");
        }

        if (uri.Scheme is not ("http" or "https" or "ws" or "wss"))
            throw new UsageException($"{text}: {uri.Scheme} is not spoken here, http, https, ws and wss are.");
        var credentials = uri.UserInfo.Length == 0 ? null
            : new HeaderLine("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(uri.UserInfo))));
        return (new UriBuilder(uri) { UserName = "", Password = "" }.Uri, credentials);
    }

    /// <summary>The request, as a capture makes it.</summary>
    public CaptureOptions Options() => new()
    {
        Name = Name,
        Method = Method is null ? null : new HttpMethod(Method),
        Headers = Headers,
        Body = Body,
        HttpVersion = Version,
        TakesLowerVersion = HttpVersion is null,
        TrustsAnyCertificate = TrustsAnyCertificate,
        UsesProxyOfEnvironment = true,
    };

    /// <summary>Captures the answer.</summary>
    /// <param name="watch">Who looks on; may be null.</param>
    /// <param name="cancellationToken">Leaves, with what has come.</param>
    public async Task<Capture> CaptureAsync(ICaptureWatch? watch, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        end.CancelAfter(Duration);
        var options = Options() with { StopAfter = EventCount, Leave = end.Token, Deadline = Timeout.InfiniteTimeSpan, Watch = new ByteLimit(watch, end) };
        var capture = await (IsWebSocket ? Capture.WebSocketAsync(Uri, options, default) : Capture.EventStreamAsync(Uri, options, default));
        return capture with { IsAnswerOfModel = IsModel };
    }

    private Version Version => HttpVersion switch
    {
        "1.0" => System.Net.HttpVersion.Version10,
        "1.1" => System.Net.HttpVersion.Version11,
        "2" => System.Net.HttpVersion.Version20,
        "3" when !QuicConnection.IsSupported => throw new UsageException("--http 3: there is no HTTP/3 here: .NET speaks it by the system's library libmsquic, which is missing."),
        "3" => System.Net.HttpVersion.Version30,
        // As a browser has it: HTTP/2 where TLS lets the server choose it.
        _ => Uri.Scheme == "https" ? System.Net.HttpVersion.Version20 : System.Net.HttpVersion.Version11,
    };
}
