namespace StreamBook.Tests;

public class PlaceComparerTests
{
    private static readonly Place _steady = At("origin", BuiltCaptures.Steady(10, 50), BuiltCaptures.Steady(10, 52), BuiltCaptures.Steady(10, 49));

    [Fact]
    public void Nothing_changes_where_the_figures_differ_by_less_than_they_spread()
    {
        var found = Diagnosis.Between(_steady, At("proxy", BuiltCaptures.Steady(10, 51), BuiltCaptures.Steady(10, 50), BuiltCaptures.Steady(10, 53)));
        found.Verdict.ShouldBe(HopVerdict.NothingChanges);
        found.Sentence.ShouldBe("From origin to proxy nothing changes: at origin the first event came after 50 ms (49 ms to 52 ms), with 50 ms (49 ms to 52 ms) between two; at proxy the first event came after 51 ms (50 ms to 53 ms), with 51 ms (50 ms to 53 ms) between two.");
    }

    [Fact]
    public void A_long_way_adds_to_the_first_event_alone_and_holds_nothing()
    {
        var found = Diagnosis.Between(_steady, At("far away", Away(), Away(), Away()));
        found.Verdict.ShouldNotBe(HopVerdict.HopChangesIt);
        found.Findings.ShouldBeEmpty();

        static Capture Away() => BuiltCaptures.Steady(10, 50, first: 250);
    }

    [Fact]
    public void A_gap_that_shrinks_while_the_first_token_waits_is_a_hop_though_each_event_has_a_read_of_its_own()
    {
        // Published: 22 ms direct and 287 ms through the proxy, while the gap fell from 5.5 to 1.6 ms.
        var direct = At("direct", BuiltCaptures.Steady(50, 5.5, 22), BuiltCaptures.Steady(50, 5.6, 23), BuiltCaptures.Steady(50, 5.4, 21));
        var proxied = At("proxy", BuiltCaptures.Steady(50, 1.6, 287), BuiltCaptures.Steady(50, 1.5, 290), BuiltCaptures.Steady(50, 1.7, 285));

        var found = Diagnosis.Between(direct, proxied);

        found.Verdict.ShouldBe(HopVerdict.HopChangesIt);
        found.Findings.ShouldHaveSingleItem().Seen.ShouldContain("a hop cannot pass on what it does not have");
    }

    [Fact]
    public void With_two_repetitions_it_stays_undecided()
    {
        var found = Diagnosis.Between(_steady, At("proxy", BuiltCaptures.AtOnce(10, 500), BuiltCaptures.AtOnce(10, 500)));
        found.Verdict.ShouldBe(HopVerdict.Undecided);
        found.Sentence.ShouldContain("3 are needed");
    }

    [Fact]
    public void Repetitions_that_differ_as_much_as_the_places_leave_it_undecided()
    {
        // In batches of short pauses, which alone is no finding, twice of three times.
        var found = Diagnosis.Between(_steady, At("proxy", Batches(), BuiltCaptures.Steady(10, 50), Batches()));
        found.Verdict.ShouldBe(HopVerdict.Undecided, found.ToString());
        found.Sentence.ShouldContain("the repetitions differ by as much");

        static Capture Batches() => BuiltCaptures.Of([.. Enumerable.Range(0, 5).Select(i => (90.0 * (i + 1), BuiltCaptures.Event(2 * i) + BuiltCaptures.Event(2 * i + 1)))]);
    }

    [Fact]
    public void A_source_that_does_not_answer_leaves_nothing_to_compare_with()
    {
        var gone = Captures.Failed("gone", null, 3, "no answer: refused") with { Ending = CaptureEnding.NoAnswer };
        var found = Diagnosis.Between(At("origin", gone, gone, gone), _steady);
        found.Verdict.ShouldBe(HopVerdict.Undecided);
        found.Sentence.ShouldContain("no answer: refused");
    }

    [Fact]
    public void What_a_hop_answers_in_the_sources_place_is_the_hops()
    {
        var refused = Captures.Failed("nginx", 502, 3, "502 Bad Gateway");
        var found = Diagnosis.Between(_steady, At("nginx", refused, refused, refused));
        found.Findings.ShouldHaveSingleItem().Id.ShouldBe("SB121");
        (found.After, found.At).ShouldBe(("origin", "nginx"));
    }

    [Fact]
    public void Headers_that_wait_only_behind_the_hop_are_the_hops()
    {
        var held = At("proxy", WithHeaders(500), WithHeaders(510), WithHeaders(505));
        var found = Diagnosis.Between(At("origin", WithHeaders(2), WithHeaders(3), WithHeaders(2)), held);
        found.Findings.ShouldHaveSingleItem(found.ToString()).Id.ShouldBe("SB104");

        static Capture WithHeaders(double ms) => BuiltCaptures.Steady(6, 50, first: 511) with { HeadersOffset = Captures.Ms(ms) };
    }

    [Fact]
    public void A_stream_of_many_megabytes_without_a_line_end_is_no_obstacle()
    {
        var endless = BuiltCaptures.Of() with { Reads = [new(Captures.Ms(10), [.. Enumerable.Repeat((byte)'x', 17 << 20)])], EndOffset = Captures.Ms(10), Ending = CaptureEnding.Deadline };
        Diagnosis.Of(endless).Findings.ShouldBeEmpty();
        Diagnosis.Between(At("origin", endless, endless, endless), At("proxy", endless, endless, endless)).Findings.ShouldBeEmpty();
    }

    [Fact]
    public void Two_places_are_needed_and_a_capture_at_each()
    {
        Should.Throw<ArgumentException>(() => Diagnosis.Between(_steady));
        Should.Throw<ArgumentException>(() => Diagnosis.Between(_steady, At("proxy")));
    }

    private static Place At(string name, params Capture[] captures) => new(name, [.. captures]);
}
