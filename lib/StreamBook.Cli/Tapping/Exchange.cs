using System.IO.Pipelines;
using StreamBook.Cli.Inspect;
using StreamBook.Wording;

namespace StreamBook.Cli.Tapping;

/// <summary>
/// A request that was passed on, and the answer to it as a client sees it: the same client as that of `book inspect`
/// reads a copy of the bytes as they pass, so that the same is found. Handing it the copy never waits for it.
/// </summary>
internal sealed class Exchange
{
    // Without a limit that a writer would have to wait at: the capture itself ends at one.
    private readonly Pipe _copy = new(new(pauseWriterThreshold: 0, useSynchronizationContext: false));
    private readonly Stream _into;
    private readonly Lock _lock = new();
    private readonly AnswerEnd _end;
    private bool _isOver;
    private bool _hasLeft;

    /// <param name="head">The request.</param>
    /// <param name="target">Where it went.</param>
    public Exchange(RequestHead head, Uri target)
    {
        _into = _copy.Writer.AsStream(leaveOpen: true);
        Head = head;
        _end = new(head.Method);
        Uri = Resolve(target, head.Target);
        var scheme = (target.Scheme, head.AsksForWebSocket) switch { ("https", true) => "wss", (_, true) => "ws", (var same, _) => same };
        ShownUri = new UriBuilder(Uri) { Scheme = scheme, Port = Uri.IsDefaultPort ? -1 : Uri.Port }.Uri;
        Seen = WatchAsync();
    }

    public RequestHead Head { get; }

    /// <summary>What was asked for, at the target.</summary>
    public Uri ShownUri { get; }

    /// <summary>Completes when the answer has ended, or the client has left it.</summary>
    public Task<Capture> Seen { get; }

    /// <summary>Whether the answer has come to its end.</summary>
    public bool IsWhole
    {
        get
        {
            lock (_lock)
                return _end.IsWhole;
        }
    }

    /// <summary>Whether what the client sends now is no HTTP/1.1, or may be none: after an upgrade, and while one is not answered.</summary>
    public bool IsRaw
    {
        get
        {
            lock (_lock)
                return Head.AsksForUpgrade && _end.Status is null or 101;
        }
    }

    private Uri Uri { get; }

    /// <summary>Bytes from the server, before the client has them: then whatever it sends next comes after them.</summary>
    /// <returns>How many belong to the answer: all, unless it ends in them.</returns>
    public int Add(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            var taken = _end.Take(bytes);
            if (!_isOver && !Seen.IsCompleted)
                _into.Write(bytes[..taken]);
            if (_end.IsWhole)
                End();
            return taken;
        }
    }

    /// <summary>The server ended, or broke off.</summary>
    public void End(Exception? failure = null)
    {
        lock (_lock)
        {
            if (!_isOver)
                _copy.Writer.Complete(failure);
            _isOver = true;
        }
    }

    /// <summary>The client left.</summary>
    public void Leave()
    {
        lock (_lock)
            _hasLeft |= !_isOver;
        End();
    }

    // The clock of the capture starts before this first waits, and so before the request is passed on.
    private async Task<Capture> WatchAsync()
    {
        using var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            ResponseDrainTimeout = TimeSpan.Zero,
            ConnectCallback = (_, _) => ValueTask.FromResult<Stream>(new ReplayStream(_copy.Reader.AsStream())),
        };
        using var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        // The copy is in clear text, whatever the target speaks.
        var plain = new UriBuilder(Uri) { Scheme = "http" }.Uri;
        var name = $"{Uri.Authority} {Uri.AbsolutePath}";
        using var limit = new CancellationTokenSource();
        var capture = Head.AsksForWebSocket
            ? await TappedWebSocket.CaptureAsync(client, plain, name)
            : await Capture.EventStreamAsync(client, plain, new()
            {
                Name = name,
                Method = new(Head.Method),
                Leave = limit.Token,
                Deadline = Timeout.InfiniteTimeSpan,
                Watch = new ByteLimit(null, limit),
            });
        return AsLeft(capture) with { Uri = ShownUri };
    }

    // The copy ends where the client left: to the one who looks on, that is a cut.
    private Capture AsLeft(Capture capture) => capture switch
    {
        _ when !_hasLeft => capture,
        { Status: null } => capture with { Ending = CaptureEnding.Deadline, Refusal = null, Failure = $"no answer came until the client left, after {Words.OfDuration(capture.EndOffset)}" },
        { Kind: CaptureKind.EventStream, Ending: CaptureEnding.CutOff, Reads: [] } => capture with { Ending = CaptureEnding.Deadline, Failure = $"nothing of the body came until the client left, after {Words.OfDuration(capture.EndOffset)}" },
        { Ending: CaptureEnding.CutOff } or { Ending: CaptureEnding.Ended, Framing: BodyFraming.Close } => capture with { Ending = CaptureEnding.Left, Failure = null },
        _ => capture,
    };

    // A target in absolute form, or *, is no path.
    private static Uri Resolve(Uri target, string path) => path.StartsWith('/') && Uri.TryCreate(target.GetLeftPart(UriPartial.Authority) + path, UriKind.Absolute, out var uri) ? uri : target;
}
