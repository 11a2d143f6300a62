using System.Collections.Immutable;
using System.ComponentModel;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using StreamBook.Wording;

namespace StreamBook.Cli.Inspect;

/// <summary>What `book inspect --json` writes; docs/inspect.schema.json is made from these types.</summary>
internal sealed record InspectResult(
    [property: Description("The address, without secrets.")] string Url,
    [property: Description("The method of the request, or WebSocket.")] string Method,
    [property: Description("0 nothing found, 1 findings, 3 undecided.")] int ExitCode,
    [property: Description("Why nothing can be said of how the stream gets here; null if it can.")] string? Undecided,
    [property: Description("What was measured.")] Figures Figures,
    [property: Description("What the header section tells of hops.")] ImmutableArray<HopResult> Hops,
    [property: Description("What is wrong, the gravest first.")] ImmutableArray<FindingResult> Findings,
    [property: Description("What comparing it with its origins came to; null without --origin.")] ComparisonResult? Comparison = null,
    [property: Description("What other forms of the request came to; null without --probe.")] ProbeVerdict[]? Probes = null)
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        NumberHandling = JsonNumberHandling.Strict,
    };

    public static InspectResult Of(Diagnosis diagnosis, HopComparison? comparison = null, bool knowsArrivals = true, ImmutableArray<ProbeResult> probes = default) => new(
        diagnosis.Capture.Uri.AbsoluteUri,
        diagnosis.Capture.Kind is CaptureKind.WebSocket ? "WebSocket" : diagnosis.Capture.Method,
        InspectVerdict.ExitCode(diagnosis, comparison),
        diagnosis.Undecided,
        Figures.Of(diagnosis.Capture, knowsArrivals),
        [.. diagnosis.Hops.Select(hop => new HopResult(hop.Name, $"{hop.Header.Name}: {hop.Header.Value}"))],
        [.. diagnosis.Findings.Select(FindingResult.Of)],
        comparison is null ? null : ComparisonResult.Of(comparison),
        probes.IsDefaultOrEmpty ? null : [.. probes.Select(probe => new ProbeVerdict(probe.Name, probe.Differs, probe.Sentence))]);

    /// <summary>As it is written, without secrets.</summary>
    public string ToJson(Secrets secrets) => secrets.Mask(JsonSerializer.Serialize(this, Options));
}

/// <summary>A hop that a header betrays.</summary>
internal sealed record HopResult(string Name, string Header);

/// <summary>A finding; `book explain` tells the cures.</summary>
internal sealed record FindingResult(string Id, string Title, string Seen, string Sureness, string? ToBeSure, bool IsRisk, string Mechanism, ImmutableArray<CureResult> Cures)
{
    public static FindingResult Of(Finding finding) => new(
        finding.Id,
        finding.Title,
        finding.Seen,
        Words.Of(finding.Sureness),
        finding.ToBeSure,
        finding.Kind.IsRisk,
        finding.Kind.Mechanism,
        [.. finding.Kind.Cures.Select(cure => new CureResult(cure.Where, cure.Text, cure.Source.AbsoluteUri))]);
}

/// <summary>What helps at one kind of hop.</summary>
internal sealed record CureResult(string Where, string Text, string Source);

/// <summary>What another form of the request came to: whether it makes a difference, null if nothing was proved.</summary>
internal sealed record ProbeVerdict(string Name, bool? Differs, string Sentence);

/// <summary>What the comparison of hops came to.</summary>
internal sealed record ComparisonResult(string Verdict, string Sentence, string? After, string? At, ImmutableArray<PlaceResult> Places, ImmutableArray<FindingResult> Findings)
{
    public static ComparisonResult Of(HopComparison comparison) => new(
        Words.Of(comparison.Verdict),
        comparison.Sentence,
        comparison.After,
        comparison.At,
        [.. comparison.Places.Select(place => new PlaceResult(place.Name, Ms(place.FirstEvent), Ms(place.Gap), Ms(place.LongestGap)))],
        [.. comparison.Findings.Select(FindingResult.Of)]);

    private static SpreadResult? Ms(Spread? spread) => spread is null ? null
        : new(Math.Round(spread.Least.TotalMilliseconds, 3), Math.Round(spread.Median.TotalMilliseconds, 3), Math.Round(spread.Most.TotalMilliseconds, 3));
}

/// <summary>The figures of one place.</summary>
internal sealed record PlaceResult(string Name, SpreadResult? FirstEvent, SpreadResult? Gap, SpreadResult? LongestGap);

/// <summary>A figure that was measured several times, in ms.</summary>
internal sealed record SpreadResult(double LeastMs, double MedianMs, double MostMs);
