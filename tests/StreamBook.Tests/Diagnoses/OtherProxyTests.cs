using StreamBook.Cli.Inspect;

namespace StreamBook.Tests;

/// <summary>What nginx does to a stream others do too, by other means, and the same finding names it; the cure that it tells works there.</summary>
public sealed class OtherProxyTests(OtherProxies proxies) : IClassFixture<OtherProxies>
{
    private const string Paused = "clock?count=3&interval=50&pause=30000";
    private const string Beating = "clock?count=3&interval=50&pause=3500&heartbeat=500";

    [ProxyTheory("apache2", "apache2-bin")]
    [InlineData("SB111", "plain/" + Paused, "plain/" + Beating)]
    [InlineData("SB161", "shared/ws/ticker?count=2", "upgrade/ws/ticker?count=2")]
    public Task Apache_brings_it_about(string id, string sick, string healthy) => BringAboutAsync("apache2", id, sick, healthy);

    [ProxyTheory("apache2", "apache2-bin")]
    [InlineData("plain/clock?count=6&interval=60", null)]
    [InlineData("gzip/clock?count=6&interval=60", "gzip")]
    public async Task Apache_flushes_when_the_backend_pauses_what_it_compresses_too(string target, string? coding)
    {
        var diagnosis = await DiagnoseAsync("apache2", target);

        diagnosis.Findings.ShouldBeEmpty($"{diagnosis}\n{diagnosis.Capture}");
        diagnosis.Capture.Header("Content-Encoding").ShouldBe(coding);
        diagnosis.Hops.ShouldContain(hop => hop.Name == "Apache");
    }

    [ProxyTheory("caddy", "caddy")]
    [InlineData("SB101", "whole/clock?count=5&interval=60", "plain/clock?count=5&interval=60")]
    [InlineData("SB103", "encode/clock?count=5&interval=60&size=600", "encode/clock?count=5&interval=60")]
    [InlineData("SB104", "encode/clock?count=4&interval=300", "plain/clock?count=4&interval=300")]
    [InlineData("SB114", "impatient/typed?count=1&interval=30000", "impatient/typed?count=2&interval=100")]
    public Task Caddy_brings_it_about(string id, string sick, string healthy) => BringAboutAsync("caddy", id, sick, healthy);

    [ProxyTheory("caddy", "caddy")]
    [InlineData("plain/clock?count=6&interval=60")]
    [InlineData("plain/ws/ticker?count=4&interval=60")]
    [InlineData("seldom/clock?count=6&interval=60")]
    public async Task Caddy_flushes_an_event_stream_whatever_its_flush_interval_is(string target)
    {
        var diagnosis = await DiagnoseAsync("caddy", target);

        diagnosis.Findings.ShouldBeEmpty($"{diagnosis}\n{diagnosis.Capture}");
        diagnosis.Hops.ShouldContain(hop => hop.Name == "Caddy");
    }

    [ProxyTheory("caddy", "caddy")]
    [InlineData("no-transform/clock?count=6&interval=60&size=600", "gzip")]
    // Its minimum_length is 512 bytes, and without a Content-Length it looks at what comes first.
    [InlineData("no-transform/clock?count=6&interval=60", null)]
    [InlineData("no-transform/typed?count=6&interval=60", "identity")]
    public async Task Caddy_compresses_in_spite_of_no_transform_but_not_what_begins_small_or_has_a_coding(string target, string? coding)
    {
        var capture = (await DiagnoseAsync("caddy", target)).Capture;

        capture.Header("Cache-Control").ShouldBe("no-transform");
        capture.Header("Content-Encoding").ShouldBe(coding);
        capture.Events.Length.ShouldBe(6);
    }

    [ProxyTheory("caddy", "caddy")]
    [InlineData("impatient/" + Paused)]
    public async Task Caddy_ends_what_it_cuts_as_if_it_were_whole_and_nobody_can_tell(string target)
    {
        var capture = (await DiagnoseAsync("caddy", target)).Capture;

        // Two of three events, and the last chunk after them: in its log stands "aborting with incomplete response".
        (capture.Events.Length, capture.Framing, capture.Ending, capture.Failure).ShouldBe((2, BodyFraming.Chunked, CaptureEnding.Ended, null));
    }

    [ProxyTheory("haproxy", "haproxy")]
    [InlineData("turns/clock?count=6&interval=150", true)]
    [InlineData("plain/clock?count=6&interval=150", false)]
    public async Task HAProxy_lets_others_wait_where_the_server_may_have_one_connection(string target, bool waits)
    {
        var request = new InspectRequest { Uri = new(await proxies.GetAsync("haproxy"), target) };
        var usual = await request.CaptureAsync(null, default);

        var second = await new SecondClientProbe(request).RunAsync(usual, default);
        second.Findings.Select(finding => finding.Id).ShouldBe(waits ? ["SB107"] : [], second.Sentence);
        var leaving = await new LeavingProbe(request).RunAsync(usual, default);
        // It learns that a client has left when it writes to it: so long the one connection is that client's.
        leaving.Sentence.ShouldBe(waits
            ? "the next waits for one that has left."
            : "the next gets its first event as before, and the source was told each time that its client had left.");
    }

    [ProxyTheory("haproxy", "haproxy")]
    [InlineData("SB102", "corked/clock?count=20&interval=30", "plain/clock?count=20&interval=30")]
    [InlineData("SB103", "gzip/clock?count=5&interval=60", "plain/clock?count=5&interval=60")]
    [InlineData("SB111", "impatient/" + Paused, "impatient/" + Beating)]
    [InlineData("SB114", "impatient/typed?count=1&interval=30000", "impatient/typed?count=2&interval=100")]
    [InlineData("SB162", "impatient/ws/ticker?count=2&interval=30000", "impatient/ws/ticker?count=2&interval=100")]
    public Task HAProxy_brings_it_about(string id, string sick, string healthy) => BringAboutAsync("haproxy", id, sick, healthy);

    [ProxyTheory("varnishd", "varnish")]
    [InlineData("SB101", "whole/clock?count=5&interval=60", "plain/clock?count=5&interval=60")]
    [InlineData("SB111", "plain/" + Paused, "plain/" + Beating)]
    [InlineData("SB125", "whole/clock?count=2&interval=60", "plain/clock?count=2&interval=60")]
    [InlineData("SB161", "plain/ws/ticker?count=2", "pipe/ws/ticker?count=2")]
    public Task Varnish_brings_it_about(string id, string sick, string healthy) => BringAboutAsync("varnishd", id, sick, healthy);

    [ProxyTheory("varnishd", "varnish")]
    [InlineData("cached/clock?count=3&interval=50")]
    public async Task Varnish_replays_what_it_has_kept(string target)
    {
        var live = Diagnosis.Of(await Capture.EventStreamAsync(new Uri(await proxies.GetAsync("varnishd"), target)));
        live.Findings.ShouldNotContain(finding => finding.Id == "SB126", live.ToString());

        (await DiagnoseAsync("varnishd", target)).Findings.ShouldContain(finding => finding.Id == "SB126");
    }

    [FullLane, Theory]
    // It sends the header section with the first bytes of the body, and a comment is enough for that.
    [InlineData("SB104", "plain/clock?count=4&interval=300", "plain/clock?count=4&interval=300&heartbeat=20")]
    [InlineData("SB111", "impatient/" + Paused, "impatient/" + Beating)]
    [InlineData("SB114", "impatient/typed?count=1&interval=30000", "impatient/typed?count=2&interval=100")]
    [InlineData("SB162", "impatient/ws/ticker?count=2&interval=30000", "impatient/ws/ticker?count=2&interval=100")]
    public Task YARP_brings_it_about(string id, string sick, string healthy) => BringAboutAsync("yarp", id, sick, healthy);

    [FullLane, Fact]
    public async Task The_compression_of_ASP_NET_Core_behind_YARP_flushes_each_event()
    {
        var capture = (await DiagnoseAsync("yarp", "gzip/clock?count=6&interval=60")).Capture;

        capture.Header("Content-Encoding").ShouldBe("gzip");
        capture.Delivery.ShouldBe(Delivery.Streamed, capture.DeliveryReason);
    }

    private async Task BringAboutAsync(string proxy, string id, string sick, string healthy)
    {
        var both = await Task.WhenAll(DiagnoseAsync(proxy, sick), DiagnoseAsync(proxy, healthy));
        var (found, none) = (both[0], both[1]);
        found.Findings.ShouldContain(finding => finding.Id == id, $"{found}\n{found.Capture}");
        none.Findings.ShouldNotContain(finding => finding.Id == id, $"{none}\n{none.Capture}");
        none.Capture.Status.ShouldBeOneOf(200, 101);
    }

    private async Task<Diagnosis> DiagnoseAsync(string proxy, string target)
    {
        var url = new Uri(await proxies.GetAsync(proxy), target);
        for (var attempt = 1; ; attempt++)
        {
            var capture = await (target.Contains("/ws/", StringComparison.Ordinal)
                ? Capture.WebSocketAsync(url)
                : Capture.EventStreamAsync(url, new() { Headers = [new("Accept-Encoding", "gzip")] }));
            // A client that stood still on a busy machine can judge nothing.
            if (attempt == 5 || capture is not { Delivery: Delivery.Unknown, Status: 200, Events.Length: > 1 })
                return Diagnosis.Of(capture);
        }
    }
}
