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
