using System.Collections.Immutable;
using StreamBook.Wording;

namespace StreamBook;

/// <summary>
/// What an <see cref="EventSourceClient"/> went through, one capture for each connection, all on one axis of time that
/// begins with the history. Give <see cref="Add(EventSourceNotice)"/> to <see cref="EventSourceOptions.Notify"/>, and
/// each event to <see cref="Add(ServerSentEvent)"/>.
/// </summary>
/// <param name="uri">What the event source requests.</param>
/// <param name="time">Measures; the system's clock unless told.</param>
/// <remarks>A request that the source does not tell of, such as the one answered with 204, has no capture.</remarks>
[TypeFormatterSource(typeof(Shown))]
public sealed class ConnectionHistory(Uri uri, TimeProvider? time = null)
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly long _start = (time ?? TimeProvider.System).GetTimestamp();
    private readonly List<EventSourceNotice.Reconnecting> _waits = [];
    private Capture? _open;
    private string? _lastEventId;
    private ImmutableArray<Capture> _closed = [];

    /// <summary>The connections and the attempts that failed, oldest first. One that is open ends with what was last added to it.</summary>
    public ImmutableArray<Capture> Connections => _open is null ? _closed : _closed.Add(_open);

    /// <summary>The events of all connections, in the order they arrived.</summary>
    public ImmutableArray<ServerSentEvent> Events => [.. Connections.SelectMany(connection => connection.Events).Select(arrived => arrived.Event)];

    /// <summary>What the source said before each wait for the next connection.</summary>
    public ImmutableArray<EventSourceNotice.Reconnecting> Waits => [.. _waits];

    private TimeSpan Now => _time.GetElapsedTime(_start);

    /// <summary>Reads an address with an event source, and tells what that went through.</summary>
    /// <param name="uri">What to request.</param>
    /// <param name="most">Leave after this many events of all connections together; by default stay until the server answers 204.</param>
    /// <param name="options">How; what they say of <see cref="EventSourceOptions.Notify"/> is told as well.</param>
    /// <param name="cancellationToken">Gives up and throws.</param>
    /// <exception cref="EventSourceException">The answer is no event stream.</exception>
    public static async Task<ConnectionHistory> FollowAsync(Uri uri, int? most = null, EventSourceOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new();
        var history = new ConnectionHistory(uri, options.TimeProvider);
        using var source = new EventSourceClient(uri, options with { Notify = history.Add + options.Notify });
        await foreach (var dispatched in source.ReadAsync(cancellationToken))
        {
            history.Add(dispatched);
            if (history.Events.Length == most)
                break;
        }

        return history;
    }

    /// <summary>Adds what the event source did.</summary>
    public void Add(EventSourceNotice notice)
    {
        if (notice is EventSourceNotice.Opened opened)
        {
            _open = Begin(opened.Uri) with { Status = 200, HeadersOffset = Now };
        }
        else if (notice is EventSourceNotice.Reconnecting wait)
        {
            var failure = wait.Reason == EventSourceNotice.Reconnecting.StreamEnded ? null : wait.Reason;
            _closed = _closed.Add((_open ?? Begin(uri)) with { EndOffset = Now, Failure = failure });
            _open = null;
            _waits.Add(wait);
        }
    }

    /// <summary>Adds an event to the connection that is open.</summary>
    /// <exception cref="InvalidOperationException">No connection is open: was the history given to the event source?</exception>
    public void Add(ServerSentEvent dispatched)
    {
        if (_open is null)
            throw new InvalidOperationException("No connection is open. Give the history to the event source: new() { Notify = history.Add }.");
        _open = _open with { Events = _open.Events.Add(new(Now, null, dispatched)), EndOffset = Now };
        _lastEventId = dispatched.LastEventId;
    }

    private Capture Begin(Uri from)
    {
        var after = _lastEventId switch { null => "", "" => ", no ID", var id => $", after ID {id}" };
        return new() { Name = $"connection {_closed.Length + 1}{after}", Uri = from, EndOffset = Now };
    }
}
