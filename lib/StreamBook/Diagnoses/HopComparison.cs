using System.Collections.Immutable;
using StreamBook.Timing;
using StreamBook.Wording;

namespace StreamBook;

/// <summary>A place on the way of a stream, and what was captured there.</summary>
/// <param name="Name">What the place is called, such as <c>origin</c>, or its address.</param>
/// <param name="Captures">The repetitions: three or more, best taken in turns with those of the other places.</param>
public sealed record Place(string Name, ImmutableArray<Capture> Captures);

/// <summary>The figures of one place: of each the median of its captures, and their spread.</summary>
/// <param name="Name">The place.</param>
/// <param name="FirstEvent">When the first event came; null where none did.</param>
/// <param name="Gap">The median gap between two events; null where fewer than two came.</param>
/// <param name="LongestGap">The longest gap; null where fewer than two came.</param>
/// <param name="Last">When the last event came, since the first; null where fewer than two came.</param>
public sealed record PlaceFigures(string Name, Spread? FirstEvent, Spread? Gap, Spread? LongestGap, Spread? Last);

/// <summary>A figure that was measured several times.</summary>
/// <param name="Least">The least.</param>
/// <param name="Median">The one in the middle.</param>
/// <param name="Most">The most.</param>
public sealed record Spread(TimeSpan Least, TimeSpan Median, TimeSpan Most)
{
    private static readonly TimeSpan _aMoment = 2 * ClientPulse.Period;

    /// <summary>Of some values; null if there is none.</summary>
    internal static Spread? Of(IEnumerable<TimeSpan> values) =>
        values.Order().ToArray() is { Length: > 0 } sorted ? new(sorted[0], sorted[sorted.Length / 2], sorted[^1]) : null;

    /// <summary>Whether it is more by more than the two spread together: the ranges lie apart, with room between them.</summary>
    internal bool Exceeds(Spread less) =>
        Least > less.Most && Median - less.Median > Most - Least + (less.Most - less.Least) && Median - less.Median > _aMoment;
}

/// <summary>What a comparison comes to.</summary>
public enum HopVerdict
{
    /// <summary>The figures differ by less than they spread, or there were too few: nobody is blamed.</summary>
    Undecided,

    /// <summary>At each place the stream is as quick as at the source.</summary>
    NothingChanges,

    /// <summary>The source itself is slow, or sends in lumps: the stream is so from its first place on, and no hop makes it worse.</summary>
    SlowSource,

    /// <summary>Between two places it changes: <see cref="HopComparison.After"/> and <see cref="HopComparison.At"/>.</summary>
    HopChangesIt,
}

/// <summary>What comparing the places on the way of a stream came to.</summary>
[TypeFormatterSource(typeof(Shown))]
public sealed record HopComparison
{
    /// <summary>The figures side by side, the source first.</summary>
    public required ImmutableArray<PlaceFigures> Places { get; init; }

    /// <summary>What it comes to.</summary>
    public required HopVerdict Verdict { get; init; }

    /// <summary>The last place at which the stream is as it left the source; null unless a hop changes it.</summary>
    public string? After { get; init; }

    /// <summary>The first place at which it is changed: the hop at fault stands here, or between the two; null unless a hop changes it.</summary>
    public string? At { get; init; }

    /// <summary>The verdict in one or two sentences, with the figures that it rests on.</summary>
    public required string Sentence { get; init; }

    /// <summary>What the hop does to the stream; empty unless one changes it.</summary>
    public ImmutableArray<Finding> Findings { get; init; } = [];

    /// <summary>The sentence, and what was found.</summary>
    public override string ToString() => string.Join('\n', Findings.Select(finding => finding.ToString()).Prepend(Sentence));
}
