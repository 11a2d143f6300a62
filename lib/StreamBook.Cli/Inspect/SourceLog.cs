using System.Collections.Immutable;
using System.Text.Json;
using StreamBook.Timing;

namespace StreamBook.Cli.Inspect;

/// <summary>The log of `book source` at the end of a road.</summary>
internal static class SourceLog
{
    /// <summary>How often it is asked for at most, until it says what it is asked for.</summary>
    public const int MostLooks = 50;

    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Looks until something stands there, or as often as is allowed.</summary>
    /// <param name="road">A request that the source answers.</param>
    /// <param name="isThere">Whether it does.</param>
    /// <param name="cancellationToken">Gives up and throws.</param>
    /// <returns>What it said last; null where the road does not lead to it.</returns>
    public static async Task<ImmutableArray<ReceivedRequest>?> WaitAsync(InspectRequest road, Func<ImmutableArray<ReceivedRequest>, bool> isThere, CancellationToken cancellationToken)
    {
        for (var look = 1; ; look++)
        {
            var log = await ReadAsync(road, cancellationToken);
            if (log is null || isThere(log.Value) || look == MostLooks)
                return log;
            await Task.Delay(_pause, cancellationToken);
        }
    }

    private static async Task<ImmutableArray<ReceivedRequest>?> ReadAsync(InspectRequest road, CancellationToken cancellationToken)
    {
        // The endpoint is named in a header, so that each path of the road leads there; with a query of its own a cache has no copy.
        var request = road with
        {
            Uri = new UriBuilder(road.Uri) { Query = $"look={Guid.NewGuid():N}" }.Uri,
            Method = "GET",
            Body = null,
            Headers = [.. road.Headers.Where(header => !header.Name.Equals(BackendWire.EndpointHeader, StringComparison.OrdinalIgnoreCase)), new(BackendWire.EndpointHeader, "/log")],
        };
        var capture = await Capture.EventStreamAsync(request.Uri, request.Options(), cancellationToken);
        try
        {
            return [.. JsonSerializer.Deserialize<ReceivedRequest[]>(capture.Text, JsonSerializerOptions.Web)!];
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
