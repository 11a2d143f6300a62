using System.Globalization;
using System.Security.Cryptography;

namespace StreamBook.Cli.Page.Server;

/// <summary>
/// What happened in the workbook, as the events of one stream. An ID is the run of the server and a number that counts
/// up without a gap: whoever knows the last one can tell an old event, the next one, and a hole. The latest events are
/// kept; who asks for older ones, or for another run's, gets the whole state instead.
/// </summary>
internal sealed class EventFeed
{
    private const int KeptCount = 4_000;
    private const int KeptLength = 8_000_000;

    private readonly Queue<FeedEvent> _kept = [];
    private TaskCompletionSource _more = New();
    private long _last;
    private int _length;

    /// <summary>Held while a state changes together with the event that tells of it, and while both are read together.</summary>
    public Lock Gate { get; } = new();

    /// <summary>Tells this run of the server from every other.</summary>
    public string Run { get; } = RandomNumberGenerator.GetHexString(12, lowercase: true);

    /// <summary>The ID of the latest event.</summary>
    public string LastId
    {
        get
        {
            lock (Gate)
                return Id(_last);
        }
    }

    public void Publish(string type, string data)
    {
        TaskCompletionSource more;
        lock (Gate)
        {
            _kept.Enqueue(new(++_last, type, data));
            _length += data.Length;
            while (_kept.Count > KeptCount || (_length > KeptLength && _kept.Count > 1))
                _length -= _kept.Dequeue().Data.Length;
            (more, _more) = (_more, New());
        }

        more.SetResult();
    }

    public string Id(long number) => string.Create(CultureInfo.InvariantCulture, $"{Run}-{number}");

    /// <summary>The number in an ID of this run that can be resumed from; null for any other.</summary>
    public long? Position(string? id)
    {
        if (id is null || !id.StartsWith(Run + "-", StringComparison.Ordinal)
            || !long.TryParse(id.AsSpan(Run.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return null;
        lock (Gate)
            return number <= _last && number >= _last - _kept.Count ? number : null;
    }

    /// <summary>The events after a position.</summary>
    /// <param name="position">Of the last event that is known; it is moved to the last one returned.</param>
    /// <param name="more">Completes when there is more.</param>
    /// <returns>Null if the next ones are no longer kept: the reader was too slow.</returns>
    public FeedEvent[]? After(ref long position, out Task more)
    {
        lock (Gate)
        {
            more = _more.Task;
            if (position < _last - _kept.Count)
                return null;
            FeedEvent[] events = [.. _kept.Skip((int)(position - (_last - _kept.Count)))];
            position = _last;
            return events;
        }
    }

    public long Last
    {
        get
        {
            lock (Gate)
                return _last;
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>One event of the feed.</summary>
internal sealed record FeedEvent(long Number, string Type, string Data);
