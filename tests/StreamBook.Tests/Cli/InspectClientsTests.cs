using System.Text.Json;
using StreamBook.Cli.Inspect;

namespace StreamBook.Tests;

/// <summary>Two clients at once, and one after another has left.</summary>
[FullLane, Collection(DiagnosisCollection.Name)]
public sealed class InspectClientsTests(DiagnosisFixture fixture)
{
    private static readonly string _folder = AppContext.BaseDirectory;

    private static Task<InspectResult> ProbeAsync(Uri url, params string[] args) => Undecided.AgainAsync(
        async () => JsonSerializer.Deserialize<InspectResult>((await BookProcess.RunAsync(_folder, ["inspect", url.ToString(), "--probe", "--json", .. args])).Output, InspectResult.Options)!,
        result => result.Probes?.Any(verdict => verdict.Sentence.EndsWith("nothing is proved.", StringComparison.Ordinal)) is true);

    private static string Sentence(InspectResult result, string probe) => result.Probes.ShouldNotBeNull().Single(verdict => verdict.Name == probe).Sentence;

    [Fact]
    public async Task A_server_with_one_worker_that_looks_after_no_client_is_found_behind_nginx_by_both()
    {
        var result = await ProbeAsync(new(fixture.AtHome.Url, "/one-worker"));

        result.Findings.Select(finding => (finding.Id, finding.Sureness)).ShouldBe([("SB107", "sure"), ("SB115", "sure")]);
        Sentence(result, "second client").ShouldBe("the second begins only when the first is over.");
        Sentence(result, "leaving").ShouldBe("the next waits for one that has left.");
    }

    [Fact]
    public async Task Of_a_server_that_serves_several_neither_is_said()
    {
        var result = await ProbeAsync(new(fixture.AtHome.Url, "/steady"));

        result.Findings.ShouldBeEmpty();
        Sentence(result, "second client").ShouldBe("a second client gets its first event while the first is still served.");
        Sentence(result, "leaving").ShouldBe("the next gets its first event as before; whether the server knows that one has left, its own log alone tells.");
    }

    [Fact]
    public async Task A_second_client_that_is_refused_is_found()
    {
        var result = await ProbeAsync(new(fixture.Nginx.Url, "/alone/clock?count=10&interval=60"));

        Sentence(result, "second client").ShouldBe("a second client gets 503 Service Unavailable while the first is served.");
        result.Findings.ShouldContain(finding => finding.Id == "SB121");
    }

    [Fact]
    public async Task The_source_tells_that_a_cache_goes_on_reading_for_a_client_that_has_left()
    {
        var result = await ProbeAsync(new(fixture.Nginx.Url, "/kept/clock?count=0&interval=60"), "--events", "3");

        result.Findings.ShouldContain(finding => finding.Id == "SB115" && finding.Sureness == "sure");
        Sentence(result, "leaving").ShouldBe("the source does not learn that its client has left.");
    }

    [Theory]
    [InlineData("/clock?count=0&interval=60")]
    [InlineData("/clock?count=12&interval=60")]
    public async Task The_source_tells_that_it_was_told(string target)
    {
        var result = await ProbeAsync(new(fixture.Nginx.Url, target), "--events", "3");

        result.Findings.ShouldBeEmpty();
        Sentence(result, "leaving").ShouldBe("the next gets its first event as before, and the source was told each time that its client had left.");
    }

    [Fact]
    public async Task A_stored_copy_says_nothing_of_one_and_several_clients()
    {
        var url = new Uri(fixture.Nginx.Url, "/cached/clock?count=4&interval=40&type=probed");
        await Capture.EventStreamAsync(url);

        var result = await ProbeAsync(url);

        result.Findings.ShouldHaveSingleItem().Id.ShouldBe("SB126");
        Sentence(result, "compression").ShouldBe("with both comes a stored copy: it is not the compression.");
        result.Probes!.Where(probe => probe.Name is "second client" or "leaving").ShouldAllBe(probe => probe.Differs != true);
    }

    [Fact]
    public void Pairs_that_differ_among_themselves_or_are_too_short_prove_nothing()
    {
        var probe = new SecondClientProbe(new() { Uri = new("http://localhost/") });
        var (quick, late) = (BuiltCaptures.Steady(5, 60), BuiltCaptures.Steady(5, 60, first: 400));
        var (together, after, unlike) = (new ClientPair(quick, quick, true), new ClientPair(quick, late, false), new ClientPair(quick, quick, false));

        probe.Judge([after, after, after]).Findings.ShouldHaveSingleItem().Id.ShouldBe("SB107");
        probe.Judge([together, after, after]).Differs.ShouldBeNull();
        probe.Judge([unlike, unlike, unlike]).Sentence.ShouldBe("the stream of the first ends before that of a second can begin: nothing is proved.");
        probe.Judge([after, after]).Sentence.ShouldBe("not finished.");
    }

    [Fact]
    public void A_next_one_that_waits_within_the_spread_of_the_others_is_not_held_against_the_server()
    {
        var probe = new LeavingProbe(new() { Uri = new("http://localhost/") });

        probe.Judge([Turn(60, 600), Turn(62, 610), Turn(61, 605)]).Findings.ShouldHaveSingleItem().Id.ShouldBe("SB115");
        probe.Judge([Turn(60, 600), Turn(2_000, 610), Turn(61, 605)]).Differs.ShouldBe(false);
        probe.Judge([Turn(60, 600), Turn(62, 65), Turn(61, 605)]).Differs.ShouldBe(false);

        static LeavingTurn Turn(double left, double next) => new(BuiltCaptures.Steady(3, 50, left), BuiltCaptures.Steady(3, 50, next), "a", "b");
    }
}
