using StreamBook.Diagnoses;
using StreamBook.Wording;

namespace StreamBook;

/// <summary>For a test of an app of one's own: that it streams, seen from a client, such as that of an ASP.NET Core test host.</summary>
public static class StreamAssert
{
    private const int MostAttempts = 3;

    private static readonly TimeSpan _shortestPause = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// Requests an event stream, and fails if it does not stream: if its events come together though the app sends them one
    /// after the other, if its header section waits for the first event, and for every fault that <see cref="Diagnosis.Of"/>
    /// finds; what only is a risk does not fail. The stream must have two events or more, with a pause between them that the
    /// test can tell from none: 50 ms or more; and a pause of the same kind before its first, for the headers to be judged.
    /// </summary>
    /// <param name="client">The client, such as <c>factory.CreateClient()</c>.</param>
    /// <param name="address">What to request; a relative address begins at the client's base address.</param>
    /// <param name="options">A method, a body, headers, when to leave: an endless stream needs <see cref="CaptureOptions.StopAfter"/>.</param>
    /// <param name="cancellationToken">Gives up and throws.</param>
    /// <returns>What arrived when, for further assertions.</returns>
    /// <exception cref="StreamAssertException">It does not stream; the message says what was seen, and what helps.</exception>
    /// <remarks>A request that fails is repeated, up to three in all: the start of an app is slow, and a machine may stand still; a fault of the app comes each time.</remarks>
    public static async Task<Capture> StreamsAsync(HttpClient client, string address, CaptureOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentException.ThrowIfNullOrEmpty(address);
        for (var attempt = 1; ; attempt++)
        {
            var capture = await Capture.EventStreamAsync(client, new(address, UriKind.RelativeOrAbsolute), options, cancellationToken);
            var fault = FaultOf(capture);
            // Nor says a good answer anything of the headers where the client stood still as they came.
            var isSure = attempt == MostAttempts || capture.Events is not [var first, ..] || DeliveryFindings.StoodStillBefore(capture, first.Offset) == TimeSpan.Zero;
            if (fault is null && capture.Events.Length >= 2 && isSure)
                return capture;
            if (attempt == MostAttempts)
                throw new StreamAssertException(capture, fault);
        }
    }

    private static Finding? FaultOf(Capture capture)
    {
        // Here it is known that the source pauses, which no capture says: what comes together was held.
        if (capture is { Status: 200, Events.Length: >= 2 } && capture.Events.All(e => e.SentOffset is null))
        {
            var shape = Shape.Of(capture);
            var seen = $"{Words.OfCount(capture.Events.Length, "event")} came with {Words.OfCount(shape.ReadCount, "read")}, the first {Words.OfDuration(capture.Events[0].Offset)} and the last {Words.OfDuration(capture.Events[^1].Offset)} after the request.";
            if (shape.ReadCount == 1)
                return Catalogue.Held.Found(seen);
            if (shape.LumpedShare > 0.5)
                return Catalogue.InLumps.Found(seen);
        }

        return Diagnosis.Of(capture).Findings.FirstOrDefault(finding => !finding.Kind.IsRisk) ?? HeadersLate(capture);
    }

    // The app pauses before its first event as it does between two: headers that took as long waited for it.
    private static Finding? HeadersLate(Capture capture) =>
        capture is { HeadersOffset: { } headers, Events: [var first, _, ..] } && capture.Gaps.Order().ElementAt(capture.Gaps.Length / 2) is var gap
        && headers >= gap / 2 && first.Offset - headers <= gap / 4 && gap >= _shortestPause
        && DeliveryFindings.StoodStillBefore(capture, headers) < headers / 2
            ? Catalogue.HeadersLate.Found($"The header section came {Words.OfDuration(headers)} after the request, and {Words.OfDuration(first.Offset - headers)} later the first event; between two events are {Words.OfDuration(gap)}.")
            : null;
}

/// <summary>A stream did not stream.</summary>
public sealed class StreamAssertException : Exception
{
    internal StreamAssertException(Capture capture, Finding? finding)
        : base(Describe(capture, finding)) => (Capture, Finding) = (capture, finding);

    /// <summary>What arrived when.</summary>
    public Capture Capture { get; }

    /// <summary>What is wrong with it; null where fewer than two events came, by which nothing can be told.</summary>
    public Finding? Finding { get; }

    private static string Describe(Capture capture, Finding? finding)
    {
        if (finding is null)
            return $"{capture.Method} {capture.Uri}: {Words.OfCount(capture.Events.Length, "event")} came, with which nobody can tell whether it streams; two or more are needed, as text/event-stream.\n  {capture}";
        var cures = finding.Kind.Cures.Where(cure => cure.Where is "ASP.NET Core").DefaultIfEmpty(finding.Kind.Cures.FirstOrDefault());
        return $"{capture.Method} {capture.Uri} does not stream: {finding.Id} {finding.Title}\n  {finding.Seen}\n  {finding.Kind.Mechanism}{string.Concat(cures.OfType<Cure>().Select(cure => $"\n{cure.Text}\n  {cure.Source.AbsoluteUri}"))}";
    }
}
