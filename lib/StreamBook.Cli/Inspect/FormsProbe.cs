using System.Collections.Immutable;
using StreamBook.Diagnoses;
using StreamBook.Wording;

namespace StreamBook.Cli.Inspect;

/// <summary>The same request in two forms: what differs between their answers comes of that one thing.</summary>
/// <param name="Name">The thing.</param>
/// <param name="Plain">The form that asks for less.</param>
/// <param name="Other">The form with the thing.</param>
/// <param name="Refuted">What is known not to come of the thing where both forms show it.</param>
internal sealed record FormsProbe(string Name, (string Name, InspectRequest Request) Plain, (string Name, InspectRequest Request) Other, string Refuted) : Probe(Name)
{
    private static readonly string[] _late = ["SB101", "SB102", "SB103"];

    public override string Plan => $"{Rounds} with {Plain.Name} and {Rounds} with {Other.Name}";

    /// <summary>Asks in both forms, in turns.</summary>
    public override async Task<ProbeResult> RunAsync(Capture usual, CancellationToken cancellationToken)
    {
        var plain = ImmutableArray.CreateBuilder<Capture>(Rounds);
        var other = ImmutableArray.CreateBuilder<Capture>(Rounds);
        for (var round = 0; round < Rounds && !cancellationToken.IsCancellationRequested; round++)
        {
            plain.Add(await Plain.Request.CaptureAsync(null, cancellationToken));
            other.Add(await Other.Request.CaptureAsync(null, cancellationToken));
        }

        return Judge(plain.ToImmutable(), other.ToImmutable());
    }

    /// <summary>What the answers prove.</summary>
    public ProbeResult Judge(ImmutableArray<Capture> plain, ImmutableArray<Capture> other)
    {
        if (plain.Length < Rounds || other.Length < Rounds)
            return Result(null, "not finished.");
        foreach (var (name, captures) in new[] { (Plain.Name, plain), (Other.Name, other) })
        {
            if (captures.FirstOrDefault(capture => capture.Status is not 200) is { } failed)
                return Result(null, $"nothing can be said: with {name} came {(failed.Status is { } status ? Words.OfStatus(status) : failed.Failure?.TrimEnd('.'))}.");
        }

        if (Types(plain) is var plainTypes && Types(other) is var otherTypes && plainTypes != otherTypes)
            return Result(null, $"nothing can be said: with {Plain.Name} came {plainTypes}, with {Other.Name} {otherTypes}.");
        var (plainLate, otherLate) = (Late(plain), Late(other));
        if (plainLate.Length == Rounds && otherLate.Length == Rounds)
            return Result(false, $"with {Plain.Name} it comes as late: it is not {Refuted}.", plainLate[0]);
        if (plainLate.Length == 0 && otherLate.Length == Rounds)
            return Differs(Other.Name, Plain.Name, otherLate[0]);
        if (plainLate.Length == Rounds && otherLate.Length == 0)
            return Differs(Plain.Name, Other.Name, plainLate[0]);
        if (plainLate.Length + otherLate.Length > 0)
            return Result(null, "the repetitions differ among themselves: nothing is proved.");
        if (plain.Concat(other).All(capture => CacheEvidence.Of(capture) is not null))
            return Result(false, $"with both comes a stored copy: it is not {Refuted}.", Catalogue.Cached.Found(CacheEvidence.Of(plain[0])!));
        var (plainPlace, otherPlace) = (new Place(Plain.Name, plain), new Place(Other.Name, other));
        return Diagnosis.Between(plainPlace, otherPlace).Findings is [var added, ..] ? Differs(Other.Name, Plain.Name, added)
            : Diagnosis.Between(otherPlace, plainPlace).Findings is [var lost, ..] ? Differs(Plain.Name, Other.Name, lost)
            : Result(false, $"{Plain.Name} and {Other.Name} make no difference.");
    }

    private ProbeResult Differs(string sick, string healthy, Finding finding) => Result(
        true,
        $"with {sick} it has {finding.Id}, with {healthy} it has not, in {Words.Of(Rounds)} repetitions of each.",
        finding with { Sureness = Sureness.Sure, ToBeSure = null, Seen = $"{finding.Seen} So it is with {sick}, and not with {healthy}." });

    private static string Types(IEnumerable<Capture> captures) =>
        string.Join(", ", captures.Select(capture => capture.Header("Content-Type")?.Split(';')[0].Trim().ToLowerInvariant() ?? "no content type").Distinct());

    private static Finding[] Late(IEnumerable<Capture> captures) =>
        [.. captures.Select(capture => Diagnosis.Of(capture).Findings.FirstOrDefault(finding => _late.Contains(finding.Id))).OfType<Finding>()];
}
