using StreamBook.Wording;

namespace StreamBook.Cli.Inspect;

/// <summary>Writes for a person what was measured and found. No secret gets past it.</summary>
internal sealed class InspectReport(TextWriter output, Secrets secrets)
{
    public void Write(string line) => output.WriteLine(secrets.Mask(line));

    public void Write(IEnumerable<string> lines)
    {
        foreach (var line in lines)
            Write(line);
    }

    /// <summary>Figures, hops and findings of one capture.</summary>
    /// <param name="diagnosis">What was found.</param>
    /// <param name="isAlone">Whether it is all there is: no comparison of hops follows.</param>
    /// <param name="knowsArrivals">Whether it is known when what came.</param>
    public void Write(Diagnosis diagnosis, bool isAlone, bool knowsArrivals = true)
    {
        Write(FiguresText.Of(diagnosis.Capture, knowsArrivals));
        if (!diagnosis.Hops.IsEmpty)
            Write($"  {"hops",-12} {string.Join(", ", diagnosis.Hops.Select(hop => hop.Name).Distinct())}");
        Write("");
        WriteFindings(diagnosis.Findings);
        if (!isAlone)
            return;
        if (diagnosis.Undecided is { } undecided)
            Write(undecided);
        else if (diagnosis.Findings.IsEmpty)
            Write("Nothing found.");
        if (knowsArrivals && diagnosis.Capture is { Delivery: Delivery.Unknown, Events.Length: > 1 })
            Write("When these events were sent is not known: a slow source and a hop that holds can look alike from one address. --origin URL compares with a hop further in, `book source` plays a source that says when it sent.");
    }

    /// <summary>The comparison of hops.</summary>
    public void Write(HopComparison comparison)
    {
        Write(Table(comparison));
        Write("");
        Write(comparison.Sentence);
        Write("");
        WriteFindings(comparison.Findings);
    }

    /// <summary>The figures of the places side by side.</summary>
    public static IEnumerable<string> Table(HopComparison comparison)
    {
        string[][] rows =
        [
            ["place", "first event", "median gap", "longest gap"],
            .. comparison.Places.Select(place => new[] { place.Name, Of(place.FirstEvent), Of(place.Gap), Of(place.LongestGap) }),
        ];
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
            yield return "  " + string.Join("   ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd();
    }

    private static string Of(Spread? spread) => spread is null ? "–"
        : $"{Words.OfDuration(spread.Median)} ({Words.OfDuration(spread.Least)} to {Words.OfDuration(spread.Most)})";

    private void WriteFindings(IReadOnlyList<Finding> findings)
    {
        foreach (var finding in findings)
        {
            Write(FindingText.Of(finding));
            Write("");
        }

        if (findings.Count > 0)
            Write($"{Words.OfCount(findings.Count, "finding")}. `book explain {findings[0].Id}` tells how that comes about and what helps.");
    }
}
