using System.Text.Json;
using StreamBook.Cli.Inspect;

namespace StreamBook.Tests;

[FullLane, Collection(DiagnosisCollection.Name)]
public sealed class InspectProbeTests(DiagnosisFixture fixture)
{
    private const string Clock = "clock?count=5&interval=60";

    private static readonly string _folder = AppContext.BaseDirectory;

    private static Task<BookResult> InspectAsync(params string[] args) => BookProcess.RunAsync(_folder, ["inspect", .. args]);

    private static async Task<InspectResult> JsonAsync(params string[] args) =>
        JsonSerializer.Deserialize<InspectResult>((await InspectAsync([.. args, "--json"])).Output, InspectResult.Options)!;

    private static ProbeVerdict Of(InspectResult result, string probe) => result.Probes.ShouldNotBeNull().Where(verdict => verdict.Name == probe).ShouldHaveSingleItem();

    private string Url(string pathAndQuery) => new Uri(fixture.Nginx.Url, pathAndQuery).ToString();

    [Fact]
    public async Task Compression_that_holds_is_likely_by_itself_and_sure_when_it_flows_without()
    {
        var likely = (await JsonAsync(Url($"/gzip/{Clock}"), "-H", "Accept-Encoding: gzip")).Findings.ShouldHaveSingleItem();
        (likely.Id, likely.Sureness).ShouldBe(("SB103", "likely"));

        var result = (await InspectAsync(Url($"/gzip/{Clock}"), "-H", "Accept-Encoding: gzip", "--probe")).ShouldExitWith(1);

        result.Output.ShouldContain("\nThen 18 more requests, each for as long at most: 3 with identity and 3 with gzip; 3 times two at once; 3 that leave at the first event, each with one right after it (and, of a `book source`, up to 50 looks into its log).\n");
        result.Output.ShouldContain("\n  probe        compression: with gzip it has SB103, with identity it has not, in 3 repetitions of each.\n");
        result.Output.ShouldContain("\nSB103  ");
        result.Output.ShouldNotContain("Likely.");
    }

    [Fact]
    public async Task Compression_is_found_by_the_probe_where_the_request_itself_asks_for_none()
    {
        var result = await JsonAsync(Url($"/gzip/{Clock}"), "--probe");

        result.Findings.ShouldContain(finding => finding.Id == "SB103" && finding.Sureness == "sure");
        Of(result, "compression").Differs.ShouldBe(true);
    }

    [Fact]
    public async Task What_is_held_without_compression_as_well_is_not_blamed_on_it()
    {
        var result = await JsonAsync(Url($"/held/{Clock}"), "-H", "Accept-Encoding: gzip", "--probe");

        result.Findings.ShouldHaveSingleItem().Id.ShouldBe("SB101");
        Of(result, "compression").ShouldSatisfyAllConditions(
            probe => probe.Differs.ShouldBe(false),
            probe => probe.Sentence.ShouldBe("with identity it comes as late: it is not the compression."));
    }

    [Fact]
    public async Task A_healthy_stream_stays_healthy_and_is_asked_for_as_often_as_was_said()
    {
        var pathAndQuery = $"/{Clock}&type=probed";
        var result = await JsonAsync(Url(pathAndQuery), "--probe");

        result.Findings.ShouldBeEmpty();
        result.Probes.ShouldNotBeNull().Select(probe => (probe.Name, probe.Differs)).ShouldBe([("compression", false), ("second client", false), ("leaving", false)]);
        Of(result, "compression").Sentence.ShouldBe("identity and gzip make no difference.");
        var asked = (await fixture.Backend.GetLogAsync()).Where(request => request.Target == pathAndQuery).ToArray();
        asked.Select(request => request.Values("Accept-Encoding").SingleOrDefault()).ShouldBe([null, "identity", "gzip, deflate, br", "identity", "gzip, deflate, br", "identity", "gzip, deflate, br", .. new string?[12]]);
    }

    [Fact]
    public async Task Over_TLS_both_versions_of_HTTP_are_asked_for_and_the_one_that_is_held_is_named()
    {
        var result = await JsonAsync($"https://{fixture.Secure.Url.Authority}/by-version/{Clock}", "-k", "--probe");

        result.Figures.HttpVersion.ShouldBe("2.0");
        var held = result.Findings.Where(finding => finding.Id == "SB101").ShouldHaveSingleItem();
        held.Sureness.ShouldBe("sure");
        held.Seen.ShouldEndWith(" So it is with HTTP/1.1, and not with HTTP/2.");
        result.Probes.ShouldNotBeNull().Take(2).Select(probe => (probe.Name, probe.Differs)).ShouldBe([("compression", false), ("HTTP", true)]);
    }

    [Fact]
    public async Task A_POST_is_repeated_only_where_that_is_allowed()
    {
        const string chat = """{"model":"m","stream":true,"messages":[]}""";
        var url = Url("/v1/chat/completions?count=6&first=100&interval=60");

        (await InspectAsync(url, "--data", chat, "--probe")).ShouldExitWith(2).Error
            .ShouldBe("--probe would repeat the POST 18 times, and what it does with it; --probe-post allows that.\n");
        var result = await JsonAsync(url, "--data", chat, "--probe-post");
        Of(result, "compression").Differs.ShouldBe(false);
        Of(result, "method").Sentence.ShouldBe("nothing can be said: with GET came application/json, with POST text/event-stream.");
    }

    [Fact]
    public async Task GET_and_POST_are_told_apart_where_a_hop_does_and_only_where_a_POST_is_allowed()
    {
        var told = await JsonAsync(Url($"/by-method/{Clock}"), "--probe-post");
        var held = told.Findings.Where(finding => finding.Id == "SB101").ShouldHaveSingleItem();
        held.Seen.ShouldEndWith(" So it is with POST, and not with GET.");
        Of(told, "method").Differs.ShouldBe(true);

        Of(await JsonAsync(Url($"/{Clock}"), "--probe-post"), "method").Sentence.ShouldBe("GET and POST make no difference.");
        (await JsonAsync(Url($"/by-method/{Clock}&type=got"), "--probe")).ShouldSatisfyAllConditions(
            result => result.Findings.ShouldBeEmpty(),
            result => result.Probes.ShouldNotBeNull().ShouldNotContain(probe => probe.Name == "method"));
        (await fixture.Backend.GetLogAsync()).Where(request => request.Target.EndsWith("&type=got", StringComparison.Ordinal)).ShouldAllBe(request => request.Method == "GET");
    }

    [Theory]
    [InlineData("--probe is for one address: ", "http://127.0.0.1:9/", "--probe", "--suite")]
    [InlineData("--probe is for one address: ", "http://127.0.0.1:9/", "--probe", "--origin", "http://127.0.0.1:9/")]
    [InlineData("--probe is for http:// and https://: ", "ws://127.0.0.1:9/", "--probe")]
    public async Task What_cannot_be_probed_is_told_in_a_sentence(string sentence, params string[] args) =>
        (await InspectAsync(args)).ShouldExitWith(2).Error.ShouldStartWith(sentence);

    [Fact]
    public void Repetitions_that_differ_among_themselves_prove_nothing()
    {
        var probe = (FormsProbe)Probe.For(new() { Uri = new("http://localhost/") }, mayPost: false)[0];
        var (flows, held) = (BuiltCaptures.Steady(5, 60), BuiltCaptures.AtOnce(5, 400));

        probe.Judge([flows, held, flows], [held, held, held]).ShouldSatisfyAllConditions(result => result.Differs.ShouldBeNull(), result => result.Findings.ShouldBeEmpty());
        probe.Judge([flows, flows, flows], [held, held, held]).Differs.ShouldBe(true);
        probe.Judge([flows, flows, flows with { Status = 503 }], [held, held, held]).Sentence.ShouldBe("nothing can be said: with identity came 503 Service Unavailable.");
        probe.Judge([flows, flows, flows], [held, held, Captures.Failed("gone", null, 3, "no answer: HTTP/2 is not spoken there.")]).Sentence.ShouldBe("nothing can be said: with gzip came no answer: HTTP/2 is not spoken there.");
    }
}
