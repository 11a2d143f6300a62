using System.Collections.Immutable;
using StreamBook.Cli.Commands;
using StreamBook.Wording;

namespace StreamBook.Cli.Inspect;

/// <summary>The same request in two forms: what differs between their answers comes of that one thing.</summary>
/// <param name="Name">The thing.</param>
/// <param name="Plain">The form that asks for less.</param>
/// <param name="Other">The form with the thing.</param>
/// <param name="Refuted">What is known not to come of the thing where both forms show it.</param>
internal sealed record Probe(string Name, (string Name, InspectRequest Request) Plain, (string Name, InspectRequest Request) Other, string Refuted)
{
    /// <summary>How often each form is asked for: with fewer, a difference could not be told from chance.</summary>
    public const int Rounds = 3;

    private const string AcceptEncoding = "Accept-Encoding";

    private static readonly string[] _late = ["SB101", "SB102", "SB103"];

    /// <summary>Those that make sense for a request, in the order in which they are made.</summary>
    public static ImmutableArray<Probe> For(InspectRequest request)
    {
        var without = request with { Headers = [.. request.Headers.Where(header => !header.Name.Equals(AcceptEncoding, StringComparison.OrdinalIgnoreCase))] };
        var coding = new Probe("compression", ("identity", Coded("identity")), ("gzip", Coded("gzip, deflate, br")), "the compression");
        // In clear text a client cannot ask which version a server speaks.
        return request.Uri.Scheme != "https" && request.HttpVersion != "2" ? [coding]
            : [coding, new("HTTP", ("HTTP/1.1", request with { HttpVersion = "1.1" }), ("HTTP/2", request with { HttpVersion = "2" }), "the version of HTTP")];

        InspectRequest Coded(string codings) => without with { Headers = without.Headers.Add(new(AcceptEncoding, codings)) };
    }

    /// <summary>Checks that a request may be repeated.</summary>
    /// <exception cref="UsageException">It may not.</exception>
    public static void Require(InspectRequest request, bool mayPost)
    {
        if (request.IsWebSocket)
            throw new UsageException("--probe is for http:// and https://: a WebSocket has no other form.");
        if (!mayPost && request.MethodName is not ("GET" or "HEAD"))
            throw new UsageException($"--probe would repeat the {request.MethodName} {Words.Of(2 * Rounds * For(request).Length)} times, and what it does with it; --probe-post allows that.");
    }

    /// <summary>Asks in both forms, in turns.</summary>
    /// <param name="cancellationToken">Leaves; then nothing is proved.</param>
    public async Task<ProbeResult> RunAsync(CancellationToken cancellationToken)
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
            return Result(null, "not finished.", []);
        foreach (var (name, captures) in new[] { (Plain.Name, plain), (Other.Name, other) })
        {
            if (captures.FirstOrDefault(capture => capture.Status is not 200) is { } failed)
                return Result(null, $"nothing can be said: with {name} came {(failed.Status is { } status ? Words.OfStatus(status) : failed.Failure?.TrimEnd('.'))}.", []);
        }

        var (plainLate, otherLate) = (Late(plain), Late(other));
        if (plainLate.Length == Rounds && otherLate.Length == Rounds)
            return Result(false, $"with {Plain.Name} it comes as late: it is not {Refuted}.", [plainLate[0]]);
        if (plainLate.Length == 0 && otherLate.Length == Rounds)
            return Differs(Other, Plain, otherLate[0]);
        if (plainLate.Length == Rounds && otherLate.Length == 0)
            return Differs(Plain, Other, plainLate[0]);
        if (plainLate.Length + otherLate.Length > 0)
            return Result(null, "the repetitions differ among themselves: nothing is proved.", []);
        var comparison = Diagnosis.Between(new Place(Plain.Name, plain), new Place(Other.Name, other));
        return comparison.Findings is [var added, ..] ? Differs(Other, Plain, added) : Result(false, $"{Plain.Name} and {Other.Name} make no difference.", []);
    }

    private ProbeResult Differs((string Name, InspectRequest) sick, (string Name, InspectRequest) healthy, Finding finding) => Result(
        true,
        $"with {sick.Name} it has {finding.Id}, with {healthy.Name} it has not, in {Words.Of(Rounds)} repetitions of each.",
        [finding with { Sureness = Sureness.Sure, ToBeSure = null, Seen = $"{finding.Seen} So it is with {sick.Name}, and not with {healthy.Name}." }]);

    private ProbeResult Result(bool? differs, string sentence, ImmutableArray<Finding> findings) => new(Name, differs, sentence, findings);

    private static Finding[] Late(IEnumerable<Capture> captures) =>
        [.. captures.Select(capture => Diagnosis.Of(capture).Findings.FirstOrDefault(finding => _late.Contains(finding.Id))).OfType<Finding>()];
}

/// <summary>What a probe came to.</summary>
/// <param name="Name">What was changed.</param>
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
