using StreamBook.Linting;
using StreamBook.Wording;

namespace StreamBook.Cli.Lint;

/// <summary>Findings for people, in the form that editors and CI jobs know: file, line, level, ID, sentence.</summary>
internal static class LintText
{
    public static void Write(LintResult result, TextWriter output)
    {
        foreach (var finding in result.Report.Findings)
        {
            output.WriteLine($"{finding.Place}:{Words.Of(finding.Place.Column)}: {LevelName(finding.Level)} {finding.Kind.Id}: {finding.Kind.Title}");
            output.WriteLine($"    {finding.Seen}{(finding.Location is null ? "" : $" In {finding.Location}.")}");
            output.WriteLine($"    Cure: {finding.Kind.Cures[0].Text}");
        }

        var counts = Enum.GetValues<LintLevel>().Reverse()
            .Select(level => (level, count: result.Report.Findings.Count(finding => finding.Level == level)))
            .Where(pair => pair.count > 0).Select(pair => Words.OfCount(pair.count, LevelName(pair.level)));
        output.WriteLine($"{(result.Report.Findings.IsEmpty ? "Nothing found" : string.Join(", ", counts))} in {Words.OfCount(result.Report.LocationCount, "proxied location")}.");
        foreach (var assumption in result.Assumptions)
            output.WriteLine($"Assumed: {assumption}.");
        if (!result.Report.Findings.IsEmpty)
            output.WriteLine($"`book explain {result.Report.Findings[0].Kind.Id}` tells how it comes about, and all cures.");
    }

    public static string LevelName(LintLevel level) => level switch
    {
        LintLevel.Error => "error",
        LintLevel.Warning => "warning",
        _ => "note",
    };
}
