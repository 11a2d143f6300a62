using System.Collections.Immutable;
using System.Diagnostics;
using StreamBook.Wording;

namespace StreamBook;

/// <summary>
/// Many event sources that read one address at the same time, each as an <see cref="EventSourceClient"/> does: over a
/// connection of its own, and again after the last event ID when that breaks. It keeps what each of them received.
/// </summary>
public sealed class Crowd : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly HttpClient _http;
    private readonly ImmutableArray<CrowdMember> _members;
    private ImmutableArray<Task> _reading = [];

    private Crowd(int count)
    {
        _http = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, ResponseDrainTimeout = TimeSpan.Zero }) { Timeout = Timeout.InfiniteTimeSpan };
        _members = [.. Enumerable.Range(0, count).Select(_ => new CrowdMember())];
    }

    /// <summary>All of them.</summary>
    public ImmutableArray<CrowdMember> Members => _members;

    /// <summary>How often one of them was answered with an event stream: their number at first, and one more for each that came back.</summary>
    public int OpenedCount => _members.Sum(member => member.OpenedCount);

    /// <summary>Opens that many event streams, and returns when each was answered.</summary>
    /// <param name="uri">What to request, http.</param>
    /// <param name="count">How many, 1 or more.</param>
    /// <param name="options">How each of them reads; the HTTP client is the crowd's.</param>
    /// <param name="cancellationToken">Gives up; all are left.</param>
    /// <exception cref="EventSourceException">One was answered with something else than an event stream.</exception>
    public static async Task<Crowd> OpenAsync(Uri uri, int count, EventSourceOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var crowd = new Crowd(count);
        try
        {
            crowd._reading = [.. crowd._members.Select(member => crowd.ReadAsync(member, uri, options ?? new()))];
            var opened = Task.WhenAll(crowd._members.Select(member => member.Opened));
            // One that fails ends the wait.
            await await Task.WhenAny([opened, .. crowd._reading]).WaitAsync(cancellationToken);
            await opened.WaitAsync(cancellationToken);
            return crowd;
        }
        catch
        {
            await ((Task)crowd.DisposeAsync().AsTask()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }

    /// <summary>How many of them have received an event with this data.</summary>
    /// <param name="data">The data.</param>
    public int ReachedCount(string data) => _members.Count(member => member.Received(data) is not null);

    /// <summary>Waits until all of them have received an event with this data.</summary>
    /// <param name="data">The data.</param>
    /// <exception cref="TimeoutException">They had not within 30 s; the message says how many had.</exception>
    public async Task WhenReachedAsync(string data)
    {
        if (_reading.FirstOrDefault(reading => reading.IsFaulted) is { } failed)
            await failed;
        await Eventually.SeeAsync(() => ReachedCount(data), count => count == _members.Length || _reading.Any(reading => reading.IsFaulted), $"{Words.OfCount(_members.Length, "member")} with {data}");
        await Task.WhenAll(_reading.Where(reading => reading.IsFaulted));
    }

    /// <summary>How many events did not arrive, over all of them: of the data given, what a member never received.</summary>
    /// <param name="data">The data of the events that each should have.</param>
    public int MissingCount(IEnumerable<string> data) => data.Distinct().Sum(one => _members.Length - ReachedCount(one));

    /// <summary>How many events came more than once, over all of them: those whose data the same member had before.</summary>
    public int DuplicateCount => _members.Sum(member => member.DuplicateCount);

    /// <summary>How long after a moment an event had reached a part of them; null if it has not.</summary>
    /// <param name="data">The data of the event.</param>
    /// <param name="part">From 0 to 1, such as 0.99.</param>
    /// <param name="since">The moment, of <see cref="Stopwatch.GetTimestamp"/>.</param>
    public TimeSpan? TimeToReach(string data, double part, long since)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(part);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(part, 1);
        var times = _members.Select(member => member.Received(data)).OfType<long>().Order().ToArray();
        var needed = Math.Max(1, (int)Math.Ceiling(part * _members.Length));
        return times.Length < needed ? null : Stopwatch.GetElapsedTime(since, times[needed - 1]);
    }

    /// <summary>All of them leave.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _http.Dispose();
        _stop.Dispose();
    }

    private async Task ReadAsync(CrowdMember member, Uri uri, EventSourceOptions options)
    {
        // The first part of an event source runs until it waits: the next one is not to wait for that.
        await Task.Yield();
        using var source = new EventSourceClient(uri, options with { HttpClient = _http, Notify = member.Add + options.Notify });
        await foreach (var dispatched in source.ReadAsync(_stop.Token))
            member.Add(dispatched);
    }
}
