using System.Text.RegularExpressions;

namespace StreamBook.Sites;

/// <summary>What <c>nginx -T</c> writes: all files of a configuration, each under a line with its name.</summary>
internal static partial class SiteDump
{
    /// <summary>Takes such a text apart; null if it is none.</summary>
    /// <returns>The files in their order, the main one first.</returns>
    public static IReadOnlyList<(string Path, string Text)>? Split(string text)
    {
        var headings = Heading().Matches(text);
        return headings.Count == 0 ? null : [.. headings.Select((heading, i) => (
            heading.Groups["path"].Value,
            text[(heading.Index + heading.Length)..(i + 1 < headings.Count ? headings[i + 1].Index : text.Length)]))];
    }

    // nginx writes the text of the file from the next line on, and a line end behind it.
    [GeneratedRegex(@"^# configuration file (?<path>/[^\r\n]+):\r?\n", RegexOptions.Multiline)]
    private static partial Regex Heading();
}
