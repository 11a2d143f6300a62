using System.Collections.Immutable;

namespace StreamBook.Cli.Inspect;

/// <summary>What a probe came to.</summary>
/// <param name="Name">What was tried.</param>
/// <param name="Differs">Whether it makes a difference; null if nothing was proved.</param>
/// <param name="Sentence">What was seen, in words that go on after a colon.</param>
/// <param name="Findings">What is known now; of a probe that makes no difference, what it is then.</param>
internal sealed record ProbeResult(string Name, bool? Differs, string Sentence, ImmutableArray<Finding> Findings)
{
    /// <summary>The diagnosis with what the probes proved: surer, and without what they refuted.</summary>
    public static Diagnosis Add(Diagnosis diagnosis, ImmutableArray<ProbeResult> results)
    {
        var proved = results.SelectMany(result => result.Findings).DistinctBy(finding => finding.Id).ToArray();
        var isRefuted = results.Any(result => result is { Name: "compression", Differs: false });
        return diagnosis with
        {
            Findings =
            [
                .. diagnosis.Findings.Where(finding => !(finding.Id == "SB103" && isRefuted) && !proved.Any(other => other.Id == finding.Id))
                    .Concat(proved).OrderBy(finding => finding.Kind.IsRisk).ThenBy(finding => finding.Id, StringComparer.Ordinal),
            ],
        };
    }
}
