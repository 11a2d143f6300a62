namespace StreamBook.Tests;

public class DiagnosisTests
{
    private const string Chunk = """data: {"object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"a"}}]}""" + "\n\n";

    private static readonly HeaderLine _eventStream = new("Content-Type", "text/event-stream");

    [Fact]
    public void All_at_once_after_a_wait_may_be_a_hop_or_a_slow_source_and_it_says_so()
    {
        var found = Find(BuiltCaptures.AtOnce(11, 515), "SB101");
        found.Sureness.ShouldBe(Sureness.CannotTell);
        found.Seen.ShouldBe("11 events came within 0 ms, 515 ms after the request.");
        found.ToBeSure.ShouldNotBeNull().ShouldContain("compare the two places");
    }

    [Fact]
    public void The_tokens_of_a_model_that_come_as_one_are_likely_held()
    {
        var capture = BuiltCaptures.Of((515, string.Concat(Enumerable.Repeat(Chunk, 35)) + "data: [DONE]\n\n"));
        Find(capture, "SB101").Sureness.ShouldBe(Sureness.Likely);
    }

    [Fact]
    public void A_backlog_that_a_live_stream_begins_with_is_not_held() =>
        Ids(BuiltCaptures.AtOnce(11, 515) with { Ending = CaptureEnding.Left, EndOffset = Captures.Ms(900) }).ShouldBeEmpty();

    [Fact]
    public void A_client_that_stood_still_has_no_right_to_complain()
    {
        Ids(BuiltCaptures.AtOnce(11, 515) with { ClientStalls = [new(Captures.Ms(10), Captures.Ms(490))] }).ShouldBeEmpty();
        var batches = BuiltCaptures.Of((200, Four(0)), (400, Four(4)), (600, Four(8)), (800, Four(12)));
        Ids(batches).ShouldBe(["SB102"]);
        Ids(batches with { ClientStalls = [new(Captures.Ms(210), Captures.Ms(180))] }).ShouldBeEmpty();
    }

    [Fact]
    public void A_quick_source_is_no_lumps() =>
        Ids(BuiltCaptures.Of([.. Enumerable.Range(0, 40).Select(i => (10.0 + 3 * i, BuiltCaptures.Event(2 * i) + BuiltCaptures.Event(2 * i + 1)))])).ShouldBeEmpty();

    [Fact]
    public void Lumps_that_end_in_the_middle_of_an_event_are_a_buffers()
    {
        var text = string.Concat(Enumerable.Range(0, 40).Select(BuiltCaptures.Event));
        var cut = BuiltCaptures.Of([.. text.Chunk(150).Select((part, i) => (20.0 * (i + 1), new string(part)))]);
        var found = Find(cut, "SB102");
        found.Sureness.ShouldBe(Sureness.Likely);
        found.Seen.ShouldContain("ended in the middle of an event");

        // As large, and as often, but cut by the one who wrote them.
        Ids(BuiltCaptures.Of((20, Four(0)), (40, Four(4)), (60, Four(8)), (80, Four(12)))).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(60_020, "nginx's `proxy_read_timeout`")]
    [InlineData(55_100, "Heroku's router after the first byte")]
    [InlineData(100_300, "Cloudflare's proxy read timeout before it was 120 s")]
    [InlineData(120_300, "Cloudflare's proxy read timeout; and of the `requestTimeout` of the ASP.NET Core Module")]
    [InlineData(350_000, "Network Load Balancer of AWS")]
    [InlineData(42_000, "No well-known default is so long")]
    public void A_cut_after_a_silence_names_who_has_that_default(double silence, string who)
    {
        var steady = BuiltCaptures.Steady(3, 100);
        var cut = steady with { Ending = CaptureEnding.CutOff, EndOffset = steady.EndOffset + Captures.Ms(silence) };
        Find(cut, "SB111").Seen.ShouldContain(who);
    }

    [Fact]
    public void A_cut_in_mid_flow_is_no_timer_of_silence()
    {
        var flowing = BuiltCaptures.Steady(20, 2_000) with { Ending = CaptureEnding.Reset };
        Ids(flowing with { EndOffset = flowing.EndOffset + Captures.Ms(1_500) }).ShouldBe(["SB113"]);
        var aged = BuiltCaptures.Steady(30, 1_000) with { Ending = CaptureEnding.CutOff };
        Find(aged with { EndOffset = Captures.Ms(30_300) }, "SB112").Seen.ShouldContain("Google Cloud");
    }

    [Fact]
    public void Where_the_end_of_the_connection_is_that_of_the_body_only_a_known_time_tells()
    {
        var steady = BuiltCaptures.Steady(3, 100) with { Headers = [_eventStream] };
        Ids(steady with { EndOffset = Captures.Ms(300 + 60_100) }).ShouldContain("SB111");
        Ids(steady with { EndOffset = Captures.Ms(300 + 7_000) }).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(302, "POST", true)]
    [InlineData(307, "POST", false)]
    [InlineData(302, "GET", false)]
    public void A_redirect_says_whether_it_drops_the_question(int status, string method, bool drops)
    {
        var capture = BuiltCaptures.Of([], [new("Location", "/there")]) with { Status = status, Method = method };
        Find(capture, "SB124").Seen.Contains("without its body", StringComparison.Ordinal).ShouldBe(drops);
    }

    [Theory]
    [InlineData("http://localhost/", true)]
    [InlineData("/", true)]
    [InlineData("/there", false)]
    public void A_redirect_to_itself_is_told_to_be_endless(string location, bool isEndless) =>
        Find(BuiltCaptures.Of([], [new("Location", location)]) with { Status = 308 }, "SB124").Seen.Contains("never arrives", StringComparison.Ordinal).ShouldBe(isEndless);

    [Fact]
    public void What_is_known_to_be_a_models_answer_is_judged_as_one_though_it_does_not_look_so()
    {
        var strange = BuiltCaptures.Of((10, "data: {\"text\":\"a\"}\n\n"), (60, "data: {\"text\":\"b\",\"choices\":[{\"finish_reason\":\"length\"}]}\n\n"));
        Ids(strange).ShouldBe(["SB131"]);
        Ids(strange with { IsAnswerOfModel = true }).ShouldBe(["SB151", "SB154"]);
        Ids(BuiltCaptures.Of([], []) with { IsAnswerOfModel = true }).ShouldBeEmpty();
        Find(BuiltCaptures.AtOnce(25, 500) with { IsAnswerOfModel = true }, "SB101").Sureness.ShouldBe(Sureness.CannotTell);
    }

    [Fact]
    public void A_504_names_who_gives_up_after_so_long() =>
        Find(BuiltCaptures.Of([], []) with { Status = 504, HeadersOffset = Captures.Ms(60_050) }, "SB114").Seen.ShouldContain("proxy_read_timeout");

    [Theory]
    [InlineData("Age", "17", true)]
    [InlineData("Age", "0", false)]
    [InlineData("CF-Cache-Status", "HIT", true)]
    [InlineData("CF-Cache-Status", "DYNAMIC", false)]
    [InlineData("Cache-Status", "edge; hit", true)]
    [InlineData("X-Cache", "MISS", false)]
    public void A_stored_copy_is_known_by_what_caches_say(string name, string value, bool isCached)
    {
        var capture = BuiltCaptures.Steady(4, 50);
        Ids(capture with { Headers = capture.Headers.Add(new(name, value)) }).ShouldBe(isCached ? ["SB126"] : []);
    }

    [Fact]
    public void Ids_are_missed_where_a_client_could_come_back_with_them()
    {
        var capture = BuiltCaptures.Of((10, "data: 1\n\n"), (60, "data: 2\n\n"));
        Find(capture, "SB131").Kind.IsRisk.ShouldBeTrue();
        Ids(capture with { Method = "POST" }).ShouldBeEmpty();
        Ids(BuiltCaptures.Of((10, Chunk), (60, Chunk), (90, "data: [DONE]\n\n"))).ShouldBeEmpty();
    }

    [Fact]
    public void Whoever_leaves_has_not_seen_the_end()
    {
        var left = BuiltCaptures.Of((10, Chunk), (60, Chunk + "data: ha")) with { Ending = CaptureEnding.Left };
        Ids(left).ShouldBeEmpty();
        Ids(left with { Ending = CaptureEnding.Ended }).ShouldBe(["SB141", "SB154"]);
    }

    [Theory]
    [InlineData(400, "got lost on the way")]
    [InlineData(200, "as if it were an ordinary one")]
    [InlineData(403, "Origin")]
    [InlineData(502, "in the server's place")]
    public void A_refused_handshake_says_why(int status, string why) =>
        Find(Socket() with { Status = status, Failure = "refused" }, "SB161").Seen.ShouldContain(why);

    [Fact]
    public void A_websocket_over_http_2_is_accepted_with_200() => Ids(Socket() with { Status = 200, HttpVersion = new(2, 0) }).ShouldBeEmpty();

    [Fact]
    public void A_close_frame_without_a_code_is_a_good_end_and_1011_is_none()
    {
        Ids(Socket() with { Ending = CaptureEnding.Ended, CloseCode = 1005 }).ShouldBeEmpty();
        Ids(Socket() with { Ending = CaptureEnding.Ended, CloseCode = 1011 }).ShouldBe(["SB163"]);
    }

    [Fact]
    public void No_answer_is_undecided_and_a_stream_that_never_began_too()
    {
        Diagnosis.Of(Captures.Failed("gone", null, 3, "no answer: refused") with { Ending = CaptureEnding.NoAnswer }).Undecided.ShouldNotBeNull();
        var silent = Diagnosis.Of(BuiltCaptures.Of() with { Ending = CaptureEnding.Deadline, EndOffset = Captures.Ms(15_000) });
        silent.Undecided.ShouldNotBeNull();
        silent.Findings.ShouldHaveSingleItem().Id.ShouldBe("SB105");
        Diagnosis.Of(BuiltCaptures.Steady(4, 50)).Undecided.ShouldBeNull();
    }

    [Fact]
    public void What_broke_nothing_yet_comes_last()
    {
        var capture = BuiltCaptures.Of((10, "retry: 5\ndata: 1\n\n"), (60, "data: 2\n\n"), (80, "Data: 3\n\n"));
        Ids(capture).ShouldBe(["SB147", "SB131", "SB133"]);
    }

    [Fact]
    public void In_words_a_finding_has_what_is_wrong_what_was_seen_and_what_would_make_it_sure()
    {
        Diagnosis.Of(BuiltCaptures.Steady(4, 50)).ToString().ShouldBe("built: nothing found");
        var lines = Diagnosis.Of(BuiltCaptures.AtOnce(11, 515)).ToString().Split('\n');
        lines[..3].ShouldBe(["built: 1 finding", "SB101 The whole stream is held until it ends.", "  11 events came within 0 ms, 515 ms after the request."]);
        lines[3].ShouldStartWith("  This capture alone cannot tell. ");
    }

    [Fact]
    public void Hops_are_known_by_what_they_leave_in_the_head()
    {
        HeaderLine[] headers = [new("server", "cloudflare"), new("CF-RAY", "8c"), new("Via", "1.1 varnish"), new("x-envoy-upstream-service-time", "3"), new("Age", "0")];
        Diagnosis.Of(BuiltCaptures.Of([], headers)).Hops.Select(hop => hop.Name).ShouldBe(["Cloudflare", "Varnish", "Envoy", "a cache"]);
    }

    private static string Four(int first) => string.Concat(Enumerable.Range(first, 4).Select(BuiltCaptures.Event));

    private static Capture Socket() => new() { Name = "socket", Kind = CaptureKind.WebSocket, Uri = new("ws://localhost/"), Status = 101, HttpVersion = new(1, 1), HeadersOffset = Captures.Ms(1), EndOffset = Captures.Ms(5) };

    private static string[] Ids(Capture capture) => [.. Diagnosis.Of(capture).Findings.Select(finding => finding.Id)];

    private static Finding Find(Capture capture, string id)
    {
        var diagnosis = Diagnosis.Of(capture);
        return diagnosis.Findings.FirstOrDefault(finding => finding.Id == id).ShouldNotBeNull(diagnosis.ToString());
    }
}
