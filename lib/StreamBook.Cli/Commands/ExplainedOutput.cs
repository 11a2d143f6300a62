using StreamBook.Charts;

namespace StreamBook.Cli.Commands;

/// <summary>Every line of a stream: where it is, what it is, and the events.</summary>
internal sealed class ExplainedOutput(TextWriter output, int mostBytes, bool hasTime) : IDecodedOutput
{
    private readonly EventStreamExplainer _explainer = new();
    private readonly LiveListing _listing = new(mostBytes);
    // Dispatched, and not shown yet: a CR as the last byte waits for its LF.
    private readonly Queue<(ServerSentEvent Event, string? Time)> _events = [];

    public int EventCount { get; private set; }

    public bool HasReconnectionTime => _explainer.ReconnectionTime is not null;

    public bool LosesSilently => false;

    public void Write(ReadOnlySpan<byte> bytes, DateTimeOffset cameAt)
    {
        var dispatched = new List<ServerSentEvent>();
        var lines = _explainer.ReadAtOnce(bytes, dispatched);
        foreach (var e in dispatched)
            _events.Enqueue((e, hasTime ? EventOutput.TimeOf(cameAt) : null));
        EventCount += dispatched.Count;
        Write(lines);
    }

    public void End()
    {
        Write(_explainer.Complete());
        if (_listing.End() is { } end)
            output.WriteLine(end);
    }

    private void Write(IEnumerable<ExplainedLine> lines)
    {
        foreach (var line in _listing.Lines(lines, _events.Dequeue))
            output.WriteLine(line);
    }
}
