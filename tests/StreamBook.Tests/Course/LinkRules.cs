using System.Text.RegularExpressions;

namespace StreamBook.Tests;

/// <summary>Rules for links: between the notebooks, and to other files of the book.</summary>
internal static partial class LinkRules
{
    public static IEnumerable<string> Neighbours(CourseNotebook notebook)
    {
        foreach (var (word, neighbour) in new[] { ("Before", notebook.Previous()), ("Next", notebook.Next()) })
        {
            var link = neighbour is null ? null : $"{word}: [{neighbour.Notebook.Title}]({neighbour.FileName}.ipynb).";
            if (link is not null && !notebook.End.Contains(link, StringComparison.Ordinal))
                yield return $"The last text cell has no {link}";
            if (link is null && notebook.End.Contains($"{word}: [", StringComparison.Ordinal))
                yield return $"There is no notebook for {word}.";
        }
    }

    public static IEnumerable<string> Targets(CourseNotebook notebook)
    {
        foreach (var target in notebook.Text.SelectMany(text => Target().Matches(text)).Select(match => match.Groups[1].Value))
        {
            if (Uri.TryCreate(target, UriKind.Absolute, out _))
                continue;
            // Each host makes other anchors of headings, so no link into a notebook works everywhere.
            if (target.Contains('#', StringComparison.Ordinal))
                yield return $"A link into a page: {target}.";
            else if (!File.Exists(Path.Combine(Path.GetDirectoryName(notebook.Path)!, target)))
                yield return $"There is no file {target}.";
        }
    }

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Target();
}
