using System.Text.RegularExpressions;
using StreamBook.Cli.Document;

namespace StreamBook.Cli.Page;

/// <summary>A cell as one searches in it, and as what was found is shown: code, or the words of a text, in one line.</summary>
internal static partial class SearchText
{
    public static string Of(Cell cell) =>
        Gap().Replace(cell.Kind == CellKind.Markdown ? SafeMarkdown.ToWords(cell.Source) : cell.Source, " ").Trim();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Gap();
}
