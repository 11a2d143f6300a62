using System.Collections.Immutable;
using StreamBook.Wording;

namespace StreamBook.Diagnoses;

/// <summary>What changes between two places.</summary>
/// <param name="Findings">What a hop between them does; empty if nothing can be said to change.</param>
/// <param name="Doubt">Why that is not certain, as a sentence; null if it is.</param>
internal sealed record PlaceChange(ImmutableArray<Finding> Findings, string? Doubt)
{
    public static PlaceChange Of(Place near, Place far, PlaceFigures nearFigures, PlaceFigures farFigures)
    {
        var before = near.Captures.SelectMany(capture => Found(capture).Select(finding => finding.Id)).ToHashSet();
        var always = far.Captures.Select(Found).ToArray();
        ImmutableArray<Finding> added =
        [
            .. always[0].Where(finding => !before.Contains(finding.Id) && always.All(findings => findings.Any(other => other.Id == finding.Id)))
                .Select(finding => finding with { Sureness = Sureness.Sure, ToBeSure = null, Seen = $"{finding.Seen} Not so at {near.Name}." }),
        ];
        if (!added.IsEmpty)
            return new(added, null);
        if (Shape.HeartbeatsAreLost(near, far))
            return new([Catalogue.HeartbeatsMissing.Found($"At {near.Name} comments came in each of {Words.OfCount(near.Captures.Length, "capture")}, at {far.Name} in none, and as many events.")], null);
        return ByShape(near, far, nearFigures, farFigures);
    }

    private static PlaceChange ByShape(Place near, Place far, PlaceFigures nearFigures, PlaceFigures farFigures)
    {
        Shape[] nears = [.. near.Captures.Select(Shape.Of)], fars = [.. far.Captures.Select(Shape.Of)];
        // A hop that holds adds to the first what it takes from the rest; a long way adds to the first alone.
        if (Exceeds(farFigures.FirstEvent, nearFigures.FirstEvent) && Exceeds(nearFigures.Last, farFigures.Last) && 2 * farFigures.Last!.Median < nearFigures.Last!.Median)
            return new([Kind(Catalogue.Held).Found($"The first event comes {Words.OfDuration(farFigures.FirstEvent!.Median - nearFigures.FirstEvent!.Median)} later at {far.Name} than at {near.Name}, and all of them within {Words.OfDuration(farFigures.Last.Median)} instead of {Words.OfDuration(nearFigures.Last.Median)}: a hop cannot pass on what it does not have.")], null);

        // The share of events that came in lumps is the figure that survives a slow machine: it has no unit of time.
        if (fars.Min(shape => shape.LumpedShare) - nears.Max(shape => shape.LumpedShare) >= 0.5)
        {
            var kind = fars.All(shape => shape.ReadCount == 1) ? Catalogue.Held : Catalogue.InLumps;
            return new([Kind(kind).Found($"At {near.Name} at most {Percent(nears.Max(shape => shape.LumpedShare))} of the events came together with others, at {far.Name} at least {Percent(fars.Min(shape => shape.LumpedShare))}.")], null);
        }

        if (Exceeds(Shape.HeadersOf(far), Shape.HeadersOf(near)) && near.Captures.All(capture => !Shape.HeadersCameWithBody(capture)) && far.Captures.All(Shape.HeadersCameWithBody))
            return new([Catalogue.HeadersLate.Found($"At {near.Name} the header section comes ahead of the first event, at {far.Name} with it.")], null);

        var (nearMedian, farMedian) = (Median(nears), Median(fars));
        return new([], Math.Abs(farMedian - nearMedian) >= 0.5
            ? $"At {near.Name} {Percent(nearMedian)} of the events came together with others, at {far.Name} {Percent(farMedian)}, but the repetitions differ by as much. Repeat it on a quieter machine, or more often."
            : null);

        FindingKind Kind(FindingKind kind) => far.Captures.All(capture => capture.Header("Content-Encoding") is { } coding && !coding.Equals("identity", StringComparison.OrdinalIgnoreCase))
            ? Catalogue.CompressedAndHeld : kind;
    }

    private static bool Exceeds(Spread? more, Spread? less) => more is not null && less is not null && more.Exceeds(less);

    private static ImmutableArray<Finding> Found(Capture capture) => Diagnosis.Of(capture).Findings;

    private static double Median(Shape[] shapes) => shapes.Select(shape => shape.LumpedShare).Order().ElementAt(shapes.Length / 2);

    private static string Percent(double share) => Words.Invariant($"{100 * share:0} %");
}
