using System.Collections.Immutable;
using StreamBook.Timing;
using StreamBook.Wording;

namespace StreamBook.Diagnoses;

/// <summary>
/// Compares the places on the way of a stream, each with the one before it. A finding that all captures of a place have,
/// and none of the place before, is that of a hop between them; so is a shape that differs by more than it spreads.
/// </summary>
internal static class PlaceComparer
{
    private const int FewestCaptures = 3;

    private static readonly TimeSpan _aMoment = 2 * ClientPulse.Period;

    public static HopComparison Compare(ImmutableArray<Place> places)
    {
        if (places.Length < 2 || places.Any(place => place.Captures.IsDefaultOrEmpty))
            throw new ArgumentException("A comparison takes two places or more, with a capture at least of each.", nameof(places));
        ImmutableArray<PlaceFigures> figures = [.. places.Select(Figures)];
        if (places.FirstOrDefault(place => place.Captures.Length < FewestCaptures) is { } rare)
            return Undecided($"At {rare.Name} there {(rare.Captures.Length == 1 ? "is" : "are")} {Words.OfCount(rare.Captures.Length, "capture")}: {FewestCaptures} are needed to know how much the figures spread.");
        if (places.FirstOrDefault(place => place.Captures.Any(capture => capture.Ending is CaptureEnding.NoAnswer)) is { } silent && silent == places[0])
            return Undecided($"No answer came from {silent.Name}, so that there is nothing to compare with: {silent.Captures.First(capture => capture.Ending is CaptureEnding.NoAnswer).Failure}.");

        string? doubt = null;
        for (var i = 1; i < places.Length; i++)
        {
            var change = PlaceChange.Of(places[i - 1], places[i], figures[i - 1], figures[i]);
            doubt ??= change.Doubt;
            if (!change.Findings.IsEmpty)
            {
                return new()
                {
                    Places = figures,
                    Verdict = HopVerdict.HopChangesIt,
                    After = places[i - 1].Name,
                    At = places[i].Name,
                    Sentence = $"Between {places[i - 1].Name} and {places[i].Name} the stream changes: {Side(figures[i - 1])}; {Side(figures[i])}.",
                    Findings = change.Findings,
                };
            }
        }

        if (doubt is not null)
            return Undecided(doubt);
        var last = figures[^1];
        var slow = Slowness(places[0], figures[0]);
        return new()
        {
            Places = figures,
            Verdict = slow is null ? HopVerdict.NothingChanges : HopVerdict.SlowSource,
            Sentence = slow is null
                ? $"From {figures[0].Name} to {last.Name} nothing changes: {Side(figures[0])}; {Side(last)}."
                : $"{slow} No hop makes it worse: {Side(last)}.",
        };

        HopComparison Undecided(string why) => new() { Places = figures, Verdict = HopVerdict.Undecided, Sentence = $"Undecided. {why}" };
    }

    private static string? Slowness(Place source, PlaceFigures figures)
    {
        if (source.Captures.All(capture => Shape.Of(capture).LumpedShare > 0.5))
            return $"{source.Name} itself sends several events at a time.";
        // A model thinks before it writes: the wait for the first is much longer than that between two.
        return figures is { FirstEvent: { } first, Gap: { } gap } && first.Median > 3 * gap.Median && first.Median > _aMoment
            ? $"{source.Name} itself takes {Words.OfDuration(first.Median)} to its first event, with {Words.OfDuration(gap.Median)} between two."
            : null;
    }

    private static string Side(PlaceFigures figures) => figures.FirstEvent is not { } first
        ? $"at {figures.Name} no event came"
        : $"at {figures.Name} the first event came after {Range(first)}, with {(figures.Gap is { } gap ? Range(gap) : "–")} between two";

    private static string Range(Spread spread) => Words.OfDuration(spread.Least) == Words.OfDuration(spread.Most)
        ? Words.OfDuration(spread.Median)
        : $"{Words.OfDuration(spread.Median)} ({Words.OfDuration(spread.Least)} to {Words.OfDuration(spread.Most)})";

    private static PlaceFigures Figures(Place place)
    {
        var withGaps = place.Captures.Where(capture => capture.Events.Length >= 2).ToArray();
        return new(
            place.Name,
            Spread.Of(place.Captures.Select(capture => capture.TimeToFirstEvent).OfType<TimeSpan>()),
            Spread.Of(withGaps.Select(capture => capture.Gaps.Order().ElementAt(capture.Gaps.Length / 2))),
            Spread.Of(withGaps.Select(capture => capture.Gaps.Max())),
            Spread.Of(withGaps.Select(capture => capture.Events[^1].Offset - capture.Events[0].Offset)));
    }
}
