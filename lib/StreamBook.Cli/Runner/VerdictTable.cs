using System.Collections.Immutable;
using System.Text.Json;
using StreamBook.Cli.Kernel;

using StreamBook.Cli.Session;

namespace StreamBook.Cli.Runner;

/// <summary>The claims that a run settled: a row for each claim, a column for each nginx it was settled on.</summary>
/// <param name="Columns">What was measured on, such as <c>nginx 1.22.1, processes</c>; the oldest nginx first.</param>
/// <param name="Rows">The article's claims first, then common advice.</param>
internal sealed record VerdictTable(ImmutableArray<string> Columns, ImmutableArray<VerdictRow> Rows)
{
    public static VerdictTable Of(IEnumerable<NotebookRun> runs)
    {
        var settled = runs.SelectMany(run => run.Cells.SelectMany(cell => In(cell).Select(verdict => new SettledClaim(verdict, run, cell.Number)))).ToArray();
        ImmutableArray<string> columns = [.. settled.Select(claim => claim.Verdict)
            .OrderBy(verdict => verdict.NginxVersion)
            .ThenBy(verdict => verdict.Host, StringComparer.Ordinal)
            .Select(verdict => verdict.MeasuredOn)
            .Distinct()];
        var rows = settled.GroupBy(claim => (claim.Verdict.Claim, claim.Verdict.Sentence))
            .OrderBy(row => row.Key.Claim[0])
            .ThenBy(row => Number(row.Key.Claim))
            .Select(row => new VerdictRow(row.Key.Claim, row.Key.Sentence,
                [.. columns.Select(column => row.Where(claim => claim.Verdict.MeasuredOn == column).ToImmutableArray())]));
        return new(columns, [.. rows]);
    }

    /// <summary>How many of each verdict a column holds, in words: <c>3 true, 1 sharper, 8 wrong</c>.</summary>
    public string Tally(int column) => string.Join(", ", Enum.GetValues<VerdictKind>()
        .Select(kind => (Kind: kind, Count: Rows.Sum(row => row.ByColumn[column].Count(claim => claim.Verdict.Kind == kind))))
        .Where(tally => tally.Count > 0)
        .Select(tally => $"{tally.Count} {tally.Kind.ToString().ToLowerInvariant()}"));

    /// <summary>The verdicts of a cell. What a cell showed before it failed settles nothing.</summary>
    public static IEnumerable<Verdict> In(CellRun cell) => cell.State != CellState.Passed ? [] : cell.Outputs
        .OfType<CellOutput.Display>()
        .Select(value => value.Formats.TryGetValue(Verdict.MimeType, out var json) ? Read(json) : null)
        .OfType<Verdict>();

    /// <summary>C1 comes before C1.1, and C1.2 before C1.10.</summary>
    private static Version Number(string claim) => Version.Parse(claim.Contains('.', StringComparison.Ordinal) ? claim[1..] : claim[1..] + ".0");

    /// <summary>A cell can put out anything under any name: what is no verdict is none.</summary>
    private static Verdict? Read(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<Verdict>(json, JsonSerializerOptions.Web);
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            return null;
        }
    }
}

/// <summary>A claim, and what became of it.</summary>
/// <param name="Claim">Its ID.</param>
/// <param name="Sentence">What is said.</param>
/// <param name="ByColumn">For each column of the table the verdicts, as a rule one.</param>
internal sealed record VerdictRow(string Claim, string Sentence, ImmutableArray<ImmutableArray<SettledClaim>> ByColumn)
{
    /// <summary>Whether the article says it; else it is common advice.</summary>
    public bool IsOfArticle => Claim[0] is not 'F';
}

/// <summary>A verdict and where it fell.</summary>
internal sealed record SettledClaim(Verdict Verdict, NotebookRun Run, int CellNumber);
