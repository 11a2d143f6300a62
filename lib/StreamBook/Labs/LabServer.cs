using StreamBook.Load;

namespace StreamBook;

/// <summary>A server of the lab that can be measured. Each call opens a connection of its own, so that none meets the leftovers of another.</summary>
public abstract class LabServer
{
    /// <summary>Describes a running server.</summary>
    /// <param name="name">What it is called in captures: <c>backend</c>, <c>nginx</c>.</param>
    /// <param name="url">Where it listens.</param>
    /// <param name="innerUrl">Where other servers of the lab reach it; <paramref name="url"/> unless told.</param>
    protected LabServer(string name, Uri url, Uri? innerUrl = null)
    {
        Name = name;
        Url = url;
        InnerUrl = innerUrl ?? url;
    }

    /// <summary>What the server is called in captures.</summary>
    public string Name { get; }

    /// <summary>Where the server listens; paths are resolved against it.</summary>
    public Uri Url { get; }

    /// <summary>Where other servers of the lab reach it: a name on the network of the containers, else <see cref="Url"/>.</summary>
    public Uri InnerUrl { get; }

    /// <summary>Captures the answer to one request, an event stream as a rule.</summary>
    /// <param name="pathAndQuery">What to request, such as <c>/clock?count=5</c>.</param>
    /// <param name="options">How; the name is by default the server's name and the path.</param>
    /// <param name="cancellationToken">Gives up and throws.</param>
    /// <returns>What arrived when; also for a refused connection or an error status.</returns>
    public Task<Capture> CaptureAsync(string pathAndQuery, CaptureOptions? options = null, CancellationToken cancellationToken = default) =>
        Capture.EventStreamAsync(new(Url, pathAndQuery), Named(pathAndQuery, options), cancellationToken);

    /// <summary>Captures the messages of one WebSocket.</summary>
    /// <param name="pathAndQuery">What to open, such as <c>/ws/ticker?count=5</c>.</param>
    /// <param name="options">How; the name is by default the server's name and the path.</param>
    /// <param name="cancellationToken">Gives up and throws.</param>
    /// <returns>What arrived when; also for a refused connection or opening handshake.</returns>
    public Task<Capture> CaptureWebSocketAsync(string pathAndQuery, CaptureOptions? options = null, CancellationToken cancellationToken = default) =>
        Capture.WebSocketAsync(new(Url, pathAndQuery), Named(pathAndQuery, options), cancellationToken);

    /// <summary>Opens a WebSocket, sends frames exactly as they are composed, and captures every frame both ways; see <see cref="FrameCapture.RunAsync"/>.</summary>
    /// <param name="pathAndQuery">What to open, such as <c>/ws/echo</c>.</param>
    /// <param name="frames">What to send. A client must mask, and end with a close frame unless the server does; nothing here makes it.</param>
    /// <param name="interval">How long to wait before each frame; not at all unless told.</param>
    /// <param name="cancellationToken">Gives up and throws.</param>
    /// <exception cref="InvalidOperationException">A part of a frame does not fit into its bits.</exception>
    public Task<FrameCapture> CaptureFramesAsync(string pathAndQuery, IEnumerable<WebSocketFrame> frames, TimeSpan interval = default, CancellationToken cancellationToken = default) =>
        FrameCapture.RunAsync(new(Url, pathAndQuery), frames, interval, $"{Name} {pathAndQuery.Split('?')[0]}", cancellationToken);

    /// <summary>Gets a whole answer as text.</summary>
    /// <param name="pathAndQuery">What to request, such as <c>/request</c>.</param>
    /// <param name="cancellationToken">Gives up and throws.</param>
    /// <exception cref="LabException">No answer, a broken one, or one whose status is not 2xx.</exception>
    public Task<string> GetTextAsync(string pathAndQuery, CancellationToken cancellationToken = default) =>
        TextAsync(pathAndQuery, null, cancellationToken);

    /// <summary>Sends a request through this server and gets back what the backend received: what a proxy in between made of it.</summary>
    /// <param name="headers">Header lines to send, beyond <c>Host</c>.</param>
    /// <exception cref="LabException">No answer, a broken one, or one whose status is not 2xx.</exception>
    public async Task<ReceivedRequest> EchoRequestAsync(params (string Name, string Value)[] headers) => ReceivedRequest.Parse(
        await TextAsync("/request", new() { Headers = [.. headers.Select(header => new HeaderLine(header.Name, header.Value))] }, default));

    /// <summary>Reads what the server has used so far: time of the processors, memory, threads.</summary>
    /// <param name="collect">Whether a .NET server is to remove its garbage first, so that <see cref="ServerUsage.HeapByteCount"/> is what is in use. It takes time of the processors.</param>
    /// <param name="cancellationToken">Gives up and throws.</param>
    /// <exception cref="LabException">It does not answer, or has ended.</exception>
    public abstract Task<ServerUsage> GetUsageAsync(bool collect = false, CancellationToken cancellationToken = default);

    /// <summary>Holds many event streams open at the same time, and tells how late their events arrive and what they cost this server.</summary>
    /// <param name="pathAndQuery">What to request, of an endpoint that says when it sent each event, such as <c>/clock?count=0&amp;interval=1000</c>.</param>
    /// <param name="connectionCount">How many, 1 or more, each over a connection of its own.</param>
    /// <param name="window">How long to measure once all are open; 3 s unless told.</param>
    /// <param name="cancellationToken">Gives up and throws; all are left.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no connection, or no time to measure in.</exception>
    /// <exception cref="LabException">The server has ended.</exception>
    public Task<LoadResult> LoadEventStreamsAsync(string pathAndQuery, int connectionCount, TimeSpan? window = null, CancellationToken cancellationToken = default) =>
        LoadAsync(pathAndQuery, isWebSocket: false, connectionCount, window, cancellationToken);

    /// <summary>The same as <see cref="LoadEventStreamsAsync"/> with WebSockets.</summary>
    /// <param name="pathAndQuery">What to open, such as <c>/ws/ticker?count=0&amp;interval=1000</c>.</param>
    /// <param name="connectionCount">How many, 1 or more.</param>
    /// <param name="window">How long to measure once all are open; 3 s unless told.</param>
    /// <param name="cancellationToken">Gives up and throws; all are left.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no connection, or no time to measure in.</exception>
    /// <exception cref="LabException">The server has ended.</exception>
    public Task<LoadResult> LoadWebSocketsAsync(string pathAndQuery, int connectionCount, TimeSpan? window = null, CancellationToken cancellationToken = default) =>
        LoadAsync(pathAndQuery, isWebSocket: true, connectionCount, window, cancellationToken);

    /// <summary>Reads what the server uses when it is as it was at its start, as far as it can be made so.</summary>
    private protected virtual Task<ServerUsage> GetFreshUsageAsync(CancellationToken cancellationToken) => GetUsageAsync(collect: true, cancellationToken);

    private async Task<LoadResult> LoadAsync(string pathAndQuery, bool isWebSocket, int connectionCount, TimeSpan? window, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(connectionCount, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(window ?? LoadRun.DefaultWindow, TimeSpan.Zero, nameof(window));
        var target = new LoadTarget(Url, InnerUrl != Url, GetFreshUsageAsync, GetUsageAsync);
        return await new LoadRun(target, isWebSocket, new(Console.Out), cancellationToken).RunAsync(pathAndQuery, connectionCount, window ?? LoadRun.DefaultWindow);
    }

    private async Task<string> TextAsync(string pathAndQuery, CaptureOptions? options, CancellationToken cancellationToken)
    {
        var capture = await CaptureAsync(pathAndQuery, options, cancellationToken);
        return capture.Failure is null
            ? capture.Text
            : throw new LabException($"{capture.Uri} gave no usable answer.", $"{capture.Failure}\n{capture.Text}", $"See the log of the {Name}.");
    }

    private CaptureOptions Named(string pathAndQuery, CaptureOptions? options)
    {
        options ??= new();
        return options.Name is null ? options with { Name = $"{Name} {pathAndQuery.Split('?')[0]}" } : options;
    }
}
