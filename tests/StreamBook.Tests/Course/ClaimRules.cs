using System.Text.RegularExpressions;
using StreamBook.Cli.Document;

namespace StreamBook.Tests;

/// <summary>Rules for the claims that a notebook settles.</summary>
internal static partial class ClaimRules
{
    /// <summary>What the course starts from. A notebook may settle one in parts: B2.1, B2.2.</summary>
    public static IReadOnlyList<string> OfTheArticle { get; } = ["A1", "B1", "B2", "B3", "B4", "B5", "B6", "B7", "C1"];

    public static IEnumerable<string> Grounds(CourseNotebook notebook) => notebook.Code.Index()
        .Where(cell => Settles(cell.Item) && !notebook.Code.Take(cell.Index + 1).TakeLast(2).Any(near => near.Contains("Check.", StringComparison.Ordinal)))
        .Select(cell => $"Nothing is asserted before: {cell.Item.Split('\n')[0]}");

    public static IEnumerable<string> Names(CourseNotebook notebook)
    {
        foreach (var claim in Of(notebook).Where(claim => !OfTheArticle.Contains(claim.Split('.')[0]) && !claim.StartsWith($"F{notebook.Number}.", StringComparison.Ordinal)))
            yield return $"{claim} is neither the article's nor F{notebook.Number}.1, F{notebook.Number}.2 …";
        if (notebook.Code.Sum(cell => Call().Count(cell)) != Of(notebook).Count)
            yield return "A claim's ID does not stand in the call, and so cannot be found.";
    }

    /// <summary>The claims that a run of the notebook left open: that do not stand in the table of verdicts at the end of it.</summary>
    /// <param name="notebook">The notebook.</param>
    /// <param name="output">What `book run` wrote.</param>
    /// <param name="nothingIsMissing">Whether the machine has every package and a browser.</param>
    public static IEnumerable<string> Unsettled(CourseNotebook notebook, string output, bool nothingIsMissing)
    {
        var cells = notebook.Cells.Where(cell => cell.Kind == CellKind.Code);
        // A notebook may do without a package, say: the run then says how many cells it passed over.
        var passedOver = output.Contains("Cells skipped for want of it", StringComparison.Ordinal);
        if (passedOver && nothingIsMissing)
            return ["Cells were passed over, though this machine has all that they need."];
        if (passedOver)
            cells = cells.Where(cell => !cell.Tags.Any(tag => tag.StartsWith("needs-", StringComparison.Ordinal)));
        return cells.SelectMany(cell => Of(cell.Source)).Except(RowOfVerdicts().Matches(output).Select(match => match.Groups[1].Value));
    }

    /// <summary>The claims of a notebook in their order.</summary>
    public static IReadOnlyList<string> Of(CourseNotebook notebook) => [.. notebook.Code.SelectMany(Of)];

    /// <summary>The claims of a cell.</summary>
    public static IEnumerable<string> Of(string code) => SettledClaim().Matches(code).Select(match => match.Groups[1].Value);

    public static bool Settles(string code) => Call().IsMatch(code);

    [GeneratedRegex(@"\bVerdict\.Of\(")]
    private static partial Regex Call();

    [GeneratedRegex(@"\bVerdict\.Of\(\s*""([^""]*)""")]
    private static partial Regex SettledClaim();

    [GeneratedRegex(@"^ *([A-Z]\d+(?:\.\d+)?) .*[✓◐✗] ", RegexOptions.Multiline)]
    private static partial Regex RowOfVerdicts();
}
