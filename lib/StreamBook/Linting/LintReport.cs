using System.Collections.Immutable;
using StreamBook.Diagnoses;
using StreamBook.Sites;

namespace StreamBook.Linting;

/// <summary>What a configuration was found to be.</summary>
/// <param name="Findings">In the order of files and lines.</param>
/// <param name="LocationCount">How many proxied locations were looked at.</param>
/// <param name="Notes">What had to be assumed.</param>
internal sealed record LintReport(ImmutableArray<LintFinding> Findings, int LocationCount, ImmutableArray<string> Notes)
{
    /// <summary>Looks at a configuration.</summary>
    /// <param name="site">The configuration.</param>
    /// <param name="nginx">The version of nginx that is to read it.</param>
    /// <param name="streams">Paths of which the person says that streams come there.</param>
    public static LintReport Of(Site site, Version nginx, IReadOnlyCollection<string> streams)
    {
        LintTarget[] targets = [.. site.Locations.Select(location => new LintTarget(location, nginx, Traffic.Of(location, streams)))];
        var found = targets.SelectMany(Judge)
            .Concat(UpstreamRules.JudgeMain(site, targets))
            .Concat(site.Problems.Select(Of))
            // One line that does harm in many locations is one finding.
            .GroupBy(finding => (finding.Kind.Id, finding.Place)).Select(Join);
        string[] unread = [.. streams.Where(path => !targets.Any(target => target.Traffic.Named == path)).Select(path => $"no proxied location of {site.Name} takes {path}")];
        return new([.. Ignored.Without(found, site).OrderBy(finding => finding.Place.File, StringComparer.Ordinal).ThenBy(finding => finding.Place.Line).ThenBy(finding => finding.Kind.Id, StringComparer.Ordinal)], targets.Length, [.. site.Notes, .. unread]);
    }

    private static IEnumerable<LintFinding> Judge(LintTarget target) =>
        [.. BufferingRules.Judge(target), .. WebSocketRules.Judge(target), .. HeaderRules.Judge(target), .. UpstreamRules.Judge(target)];

    private static LintFinding Of(IncludeProblem problem) => problem.IsLoop
        ? new(ConfigurationKinds.LoopingInclude, LintLevel.Error, problem.Place, null, $"`include {problem.Pattern};` ({problem.Place}) comes back to a file that is being read.")
        : new(ConfigurationKinds.MissingInclude, LintLevel.Warning, problem.Place, null, $"`include {problem.Pattern};` ({problem.Place}) names a file that is not here.");

    private static LintFinding Join(IEnumerable<LintFinding> same)
    {
        LintFinding[] all = [.. same.OrderByDescending(finding => finding.Level)];
        var names = all.Select(finding => finding.Location).Distinct().ToArray();
        return names.Length == 1 ? all[0] : all[0] with { Location = string.Join(", ", names) };
    }
}
