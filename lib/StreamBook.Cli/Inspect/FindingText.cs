namespace StreamBook.Cli.Inspect;

/// <summary>Findings, and kinds of them, as lines of plain text.</summary>
internal static class FindingText
{
    private const int Width = 100;

    public static IEnumerable<string> Of(Finding finding)
    {
        yield return $"{finding.Id}  {finding.Title}";
        foreach (var line in Wrapped(finding.Seen, "       "))
            yield return line;
        var doubt = finding.Sureness switch
        {
            Sureness.Sure => null,
            Sureness.Likely => $"Likely. {finding.ToBeSure}",
            _ => $"This alone cannot tell. {finding.ToBeSure}",
        };
        foreach (var line in doubt is null ? [] : Wrapped(doubt.TrimEnd(), "       "))
            yield return line;
    }

    /// <summary>All that is known of a kind.</summary>
    public static IEnumerable<string> Of(FindingKind kind)
    {
        yield return $"{kind.Id}  {kind.Title}{(kind.IsRisk ? " (a risk: the stream itself took no harm yet)" : "")}";
        yield return "";
        foreach (var line in Wrapped(kind.Mechanism, "  "))
            yield return line;
        if (!kind.Cures.IsEmpty)
        {
            yield return "";
            yield return "What helps:";
        }

        foreach (var cure in kind.Cures)
        {
            foreach (var line in Wrapped($"{cure.Where}: {cure.Text}", "  "))
                yield return line;
            yield return $"    {cure.Source.AbsoluteUri}";
        }

        if (kind.Measured is { } section)
        {
            yield return "";
            yield return $"Measured in notebooks/{section.Notebook}, “{section.Heading}”.";
        }
    }

    private static IEnumerable<string> Wrapped(string text, string indent)
    {
        foreach (var paragraph in text.Split('\n'))
        {
            var line = indent;
            foreach (var word in paragraph.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                if (line.Length > indent.Length && line.Length + word.Length >= Width)
                {
                    yield return line;
                    line = indent;
                }

                line += (line.Length == indent.Length ? "" : " ") + word;
            }

            yield return line;
        }
    }
}
