using System.Collections.Immutable;
using StreamBook.Cli.Inspect;

namespace StreamBook.Tests;

/// <summary>A finding that takes more than one request, what brings it about on real servers, and the same without the cause.</summary>
/// <param name="Id">The ID of its kind.</param>
/// <param name="Sick">What is found with the cause.</param>
/// <param name="Healthy">What is found without.</param>
public sealed record ComparedSymptom(string Id, Func<DiagnosisFixture, Task<ImmutableArray<Finding>>> Sick, Func<DiagnosisFixture, Task<ImmutableArray<Finding>>> Healthy)
{
    private const string Beating = "/clock?count=4&interval=150&heartbeat=40";

    /// <summary>One for each kind that no single capture shows.</summary>
    public static IReadOnlyList<ComparedSymptom> All { get; } =
    [
        new("SB106", f => BetweenAsync(f.Nginx.Url, f.Parser), f => BetweenAsync(f.Nginx.Url, f.Outer.Url)),
        new("SB107", f => ProbeAsync(new(f.AtHome.Url, "/one-worker"), request => new SecondClientProbe(request)), f => ProbeAsync(new(f.AtHome.Url, "/steady"), request => new SecondClientProbe(request))),
        new("SB115", f => ProbeAsync(new(f.AtHome.Url, "/one-worker"), request => new LeavingProbe(request)), f => ProbeAsync(new(f.AtHome.Url, "/steady"), request => new LeavingProbe(request))),
    ];

    public override string ToString() => Id;

    private static async Task<ImmutableArray<Finding>> BetweenAsync(Uri near, Uri far)
    {
        var (nears, fars) = (new List<Capture>(), new List<Capture>());
        for (var round = 0; round < 3; round++)
        {
            nears.Add(await Capture.EventStreamAsync(new Uri(near, Beating)));
            fars.Add(await Capture.EventStreamAsync(new Uri(far, Beating)));
        }

        return Diagnosis.Between(new Place("near", [.. nears]), new Place("far", [.. fars])).Findings;
    }

    private static async Task<ImmutableArray<Finding>> ProbeAsync(Uri uri, Func<InspectRequest, Probe> probe)
    {
        var request = new InspectRequest { Uri = uri };
        var result = await Undecided.AgainAsync(async () => await probe(request).RunAsync(await request.CaptureAsync(null, default), default), result => result.Differs is null);
        return result.Differs is null ? throw new InvalidOperationException(result.Sentence) : result.Findings;
    }
}
