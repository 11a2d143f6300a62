using System.Xml.Linq;
using StreamBook.Wording;

namespace StreamBook.Charts;

/// <summary>How a diagnosis, a finding, its kind and a comparison look.</summary>
internal static class FindingCards
{
    public static string Html(Diagnosis diagnosis) => Write(
        diagnosis.Findings.IsEmpty
            ? [new("p", $"{diagnosis.Capture.Name}: {diagnosis.Undecided ?? "nothing found"}", VerdictCard.Style("margin:.5em 0"))]
            : [.. diagnosis.Findings.Select(finding => Card(finding, diagnosis))]);

    public static string Html(Finding finding) => Write([Card(finding, null)]);

    public static string Html(FindingKind kind) => Write(
    [
        VerdictCard.Of(kind.Id, SvgMark.Blue, kind.Id, kind.Title,
        [
            Line(kind.Mechanism),
            .. kind.Cures.Select(cure => Line($"{cure.Where}: {cure.Text}", cure.Source)),
            .. Measured(kind),
        ]),
    ]);

    public static string Html(HopComparison comparison) => Write(
    [
        new("p", VerdictCard.Prose(comparison.Sentence), VerdictCard.Style("margin:.5em 0;font-weight:600")),
        XElement.Parse(Figures(comparison).Html),
        .. comparison.Findings.Select(finding => Card(finding, null)),
    ]);

    public static string Text(HopComparison comparison) => $"{Figures(comparison).Text}\n{comparison}";

    public static string Text(FindingKind kind) => string.Join('\n',
    [
        $"{kind.Id} {kind.Title}",
        $"  {kind.Mechanism}",
        .. kind.Cures.Select(cure => $"  {cure.Where}: {cure.Text}\n    {cure.Source.AbsoluteUri}"),
        .. kind.Measured is { } section ? [$"  Measured in {section.Notebook}, {section.Heading}"] : Array.Empty<string>(),
    ]);

    private static Table Figures(HopComparison comparison) => Table.Of(comparison.Places, null,
        ("Place", place => place.Name),
        ("First event", place => place.FirstEvent?.Median),
        ("from", place => place.FirstEvent?.Least),
        ("to", place => place.FirstEvent?.Most),
        ("Gap", place => place.Gap?.Median),
        ("Longest gap", place => place.LongestGap?.Median),
        ("Last after first", place => place.Last?.Median));

    private static XElement Card(Finding finding, Diagnosis? diagnosis) => VerdictCard.Of(
        $"Finding {finding.Id}",
        finding.Kind.IsRisk ? SvgMark.Orange : SvgMark.Red,
        finding.Id,
        finding.Title,
        [
            Line(finding.Seen),
            .. finding.Sureness is Sureness.Sure ? Array.Empty<XElement>() : [Line($"{(finding.Sureness is Sureness.Likely ? "Likely" : "This capture alone cannot tell")}. {finding.ToBeSure}")],
            Line(finding.Kind.Mechanism),
            .. First(finding.Kind, diagnosis).Select(cure => Line($"{cure.Where}: {cure.Text}", cure.Source)),
            .. Measured(finding.Kind),
        ]);

    // The cures of the hops that were seen; the likeliest where none was.
    private static IEnumerable<Cure> First(FindingKind kind, Diagnosis? diagnosis)
    {
        var seen = kind.Cures.Where(cure => diagnosis?.Hops.Any(hop => hop.Name == cure.Where) is true).ToArray();
        return seen.Length > 0 ? seen : kind.Cures.Take(1);
    }

    private static XElement[] Measured(FindingKind kind) => kind.Measured is { } section
        ? [new("div", $"Measured in {section.Notebook}, {section.Heading}", VerdictCard.Style("margin-top:.4em;opacity:.75;font-size:.85em"))]
        : [];

    private static XElement Line(string text, Uri? source = null) => new("div",
        VerdictCard.Prose(text),
        source is null ? null : (object[])[" ", new XElement("a", new XAttribute("href", source.AbsoluteUri), "source")],
        VerdictCard.Style("margin-top:.4em"));

    private static string Write(XElement[] parts) => Markup.WriteHtml(new("div", parts));
}
