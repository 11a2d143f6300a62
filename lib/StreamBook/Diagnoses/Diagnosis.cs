using System.Collections.Immutable;
using StreamBook.Diagnoses;
using StreamBook.Wording;

namespace StreamBook;

/// <summary>
/// What is wrong with a stream, as far as a capture of it tells: each finding with what was seen, how sure it is, and its
/// kind, which knows the mechanism and the cures. A stream of the lab's backend carries when each event was sent, and is
/// judged by order, exactly, through any number of hops; of another one only arrivals are known, and a finding then says
/// what it rests on. One address alone cannot tell a slow source from a hop that holds: <see cref="Between"/> can.
/// </summary>
[TypeFormatterSource(typeof(Shown))]
public sealed record Diagnosis
{
    /// <summary>What was looked at.</summary>
    public required Capture Capture { get; init; }

    /// <summary>What was found, in the order of the catalogue; last what broke nothing yet (<see cref="FindingKind.IsRisk"/>). Empty if nothing was.</summary>
    public ImmutableArray<Finding> Findings { get; init; } = [];

    /// <summary>The hops that the header section betrays, such as <c>nginx</c> by <c>Server</c>. That one is not named proves nothing.</summary>
    public ImmutableArray<HopTrace> Hops { get; init; } = [];

    /// <summary>Why nothing can be said of how the stream gets here (no answer came, or nothing after it), in a sentence; null if it can.</summary>
    public string? Undecided { get; init; }

    /// <summary>Looks at one capture.</summary>
    /// <param name="capture">An event stream, a WebSocket, or what else one request was answered with.</param>
    public static Diagnosis Of(Capture capture)
    {
        ArgumentNullException.ThrowIfNull(capture);
        IEnumerable<Finding> findings = capture.Kind is CaptureKind.WebSocket
            ? [.. WebSocketFindings.Of(capture), .. DeliveryFindings.Of(capture)]
            : [.. AnswerFindings.Of(capture), .. DeliveryFindings.Of(capture), .. EndingFindings.Of(capture), .. FormatFindings.Of(capture), .. ChatFindings.Of(capture)];
        return new()
        {
            Capture = capture,
            Findings = [.. findings.OrderBy(finding => finding.Kind.IsRisk).ThenBy(finding => finding.Id, StringComparer.Ordinal)],
            Hops = [.. HopTraces.Of(capture.Headers)],
            Undecided = capture switch
            {
                { Ending: CaptureEnding.NoAnswer } => "No answer came: nothing can be said of a stream.",
                { Ending: CaptureEnding.Deadline, Reads: [], Events: [] } => "Nothing came before the client left: nothing can be said of how a stream would get here.",
                _ => null,
            },
        };
    }

    /// <summary>
    /// Compares captures of the same stream at several places of its way, and tells a slow source from a hop that holds.
    /// A difference counts only where it exceeds the spread of the repetitions: with fewer than three at a place it stays undecided.
    /// </summary>
    /// <param name="places">In the order in which the stream passes them: the source first, the address that the client uses last.</param>
    /// <exception cref="ArgumentException">There are fewer than two places, or one has no capture.</exception>
    public static HopComparison Between(params IEnumerable<Place> places) => PlaceComparer.Compare([.. places]);

    /// <summary>The findings line by line, or that there are none.</summary>
    public override string ToString() => Findings.IsEmpty
        ? $"{Capture.Name}: {Undecided ?? "nothing found"}"
        : string.Join('\n', Findings.Select(finding => finding.ToString()).Prepend($"{Capture.Name}: {Words.OfCount(Findings.Length, "finding")}"));
}
