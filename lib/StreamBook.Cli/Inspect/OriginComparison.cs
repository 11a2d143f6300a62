using System.Collections.Immutable;
using StreamBook.Cli.Commands;

namespace StreamBook.Cli.Inspect;

/// <summary>Asks an address and the hops behind it in turns, and names the hop at which the stream changes.</summary>
internal static class OriginComparison
{
    /// <summary>How often each is asked: with fewer, a difference could not be told from chance.</summary>
    public const int Rounds = 3;

    /// <summary>The address of a hop: one without a path is asked for the same as the first.</summary>
    public static InspectRequest At(InspectRequest request, string origin)
    {
        var (uri, _) = InspectRequest.Address(origin);
        if (request.IsWebSocket && uri.Scheme is ("http" or "https"))
            uri = new UriBuilder(uri) { Scheme = uri.Scheme == "https" ? "wss" : "ws" }.Uri;
        return request with { Uri = uri.PathAndQuery == "/" ? new(uri, request.Uri.PathAndQuery) : uri };
    }

    /// <summary>Asks each in turns.</summary>
    /// <param name="places">The address that the client uses first, then its origins, the nearest first.</param>
    /// <param name="tell">Called before each request with what is asked.</param>
    /// <param name="cancellationToken">Leaves early; then there are fewer captures.</param>
    /// <returns>The comparison, and the last capture of the first place; the comparison is null where a place gave no answer, which is told.</returns>
    public static async Task<(HopComparison? Comparison, Capture Capture, string? Unreached)> RunAsync(IReadOnlyList<InspectRequest> places, Action<string> tell, CancellationToken cancellationToken)
    {
        var captures = places.Select(_ => ImmutableArray.CreateBuilder<Capture>()).ToArray();
        for (var round = 1; round <= Rounds && !cancellationToken.IsCancellationRequested; round++)
        {
            foreach (var (place, request) in places.Index())
            {
                tell($"{round} of {Rounds}: {request.Uri.AbsoluteUri}");
                var capture = await request.CaptureAsync(null, cancellationToken);
                captures[place].Add(capture);
                if (capture.Status is null && place > 0)
                    return (null, captures[0][0], $"the origin {request.Uri.Authority} was not reached: {NoAnswer.Sentence(capture) ?? capture.Failure}");
                if (capture.Status is null && NoAnswer.Sentence(capture) is { } sentence)
                    throw new UsageException(sentence);
            }
        }

        var names = Names(places);
        // The source comes first there.
        var comparison = captures.All(at => at.Count > 0)
            ? Diagnosis.Between(captures.Select((at, place) => new Place(names[place], at.ToImmutable())).Reverse())
            : null;
        return (comparison, captures[0][^1], null);
    }

    private static string[] Names(IReadOnlyList<InspectRequest> places) =>
        places.Select(place => place.Uri.Authority).Distinct().Count() == places.Count
            ? [.. places.Select(place => place.Uri.Authority)]
            : [.. places.Select(place => place.Uri.AbsoluteUri)];
}
