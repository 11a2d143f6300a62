using StreamBook.Charts;

namespace StreamBook.Tests;

public sealed class LanesTests
{
    [Fact]
    public void Every_event_has_a_mark_where_it_was_sent_one_where_it_arrived_and_a_line_between()
    {
        var drawn = new DrawnSvg(Draw.Lanes(Captures.Streamed(eventCount: 12)).Svg);

        var sent = DrawnSvg.Positions(drawn.Groups("sent").Single(), "x1");
        var arrived = DrawnSvg.Positions(drawn.Groups("arrived").Single(), "cx");
        sent.Length.ShouldBe(12);
        arrived.Length.ShouldBe(12);
        arrived.ShouldBeInOrder();
        sent.Zip(arrived).ShouldAllBe(pair => pair.First <= pair.Second);
        DrawnSvg.Positions(drawn.Groups("journey").Single(), "x1").ShouldBe(sent);
        DrawnSvg.Positions(drawn.Groups("journey").Single(), "x2").ShouldBe(arrived);
    }

    [Fact]
    public void Events_that_arrived_together_are_one_bigger_mark_with_a_line_from_each()
    {
        var drawn = new DrawnSvg(Draw.Lanes(Captures.Held(eventCount: 20), Captures.Streamed(eventCount: 20)).Svg);

        drawn.Groups("arrived")[0].Elements().Count().ShouldBe(1);
        drawn.Groups("journey")[0].Elements().Count().ShouldBe(20);
        Radius(0).ShouldBeGreaterThan(Radius(1));
        drawn.Groups("arrived")[0].Value.ShouldStartWith("events 1–20: ");

        double Radius(int lane) => (double)drawn.Groups("arrived")[lane].Elements().First().Attribute("r")!;
    }

    [Fact]
    public void Lanes_share_one_axis()
    {
        var drawn = new DrawnSvg(Draw.Lanes(Captures.Streamed(eventCount: 2, gap: 100), Captures.Streamed(eventCount: 11, gap: 100)).Svg);

        var shorter = DrawnSvg.Positions(drawn.Groups("arrived")[0], "cx");
        DrawnSvg.Positions(drawn.Groups("arrived")[1], "cx").Take(2).ShouldBe(shorter);
        drawn.Groups("axis").Single().Elements().Select(tick => tick.Value)
            .ShouldBe(["time", "request", "0.5 s", "1 s"]);
    }

    [Fact]
    public void Verdict_and_time_to_the_first_event_stand_in_each_lane()
    {
        var texts = new DrawnSvg(Draw.Lanes(Captures.Held(), Captures.Streamed()).Svg).Texts;

        texts.ShouldContain("held · first event 499 ms");
        texts.ShouldContain("streamed · first event 1 ms");
    }

    [Theory]
    [InlineData(400, "400 Bad Request")]
    [InlineData(426, "426 Upgrade Required")]
    [InlineData(504, "504 Gateway Timeout")]
    public void A_status_of_failure_is_written_once_and_marked_with_a_cross(int status, string words)
    {
        var picture = Draw.Lanes(Captures.Failed("refused", status, 4, words), Captures.Streamed());

        new DrawnSvg(picture.Svg).Texts.Count(text => text.Contains(words, StringComparison.Ordinal)).ShouldBe(1);
        picture.Text.ShouldContain("✕ " + words);
    }

    [Fact]
    public void A_failure_is_told_in_words_in_its_lane()
    {
        var cut = Captures.Streamed() with { Failure = "the body was cut off: the peer closed the connection too early" };
        var nobody = Captures.Failed("nobody", null, 2, "no answer: connection refused");

        var text = string.Join(' ', new DrawnSvg(Draw.Lanes(cut, nobody).Svg).Texts);

        text.ShouldContain("✕ the body was cut off: the peer closed the connection too early");
        text.ShouldContain("✕ no answer: connection refused");
    }

    [Theory, InlineData(1000, "end"), InlineData(550, "end"), InlineData(20, "start")]
    public void Why_it_broke_stands_below_the_cross_where_there_is_room(int brokeAfterMs, string anchor)
    {
        var cut = Captures.Streamed("cut", eventCount: 1, gap: 10) with { EndOffset = Captures.Ms(brokeAfterMs), Failure = "the body was cut off: the peer closed the connection too early" };

        var drawn = new DrawnSvg(Draw.Lanes(cut, Captures.Streamed(eventCount: 10, gap: 100)).Svg);

        var cross = drawn.Groups("connection")[0].Elements().Last();
        var lines = drawn.Groups("failure").Single().Elements().ToArray();
        lines.ShouldAllBe(line => DrawnSvg.Percent(line, "x") == DrawnSvg.Percent(cross, "x") && (string?)line.Attribute("text-anchor") == anchor);
        ((int)lines[0].Attribute("y")! - (int)cross.Attribute("y")!).ShouldBe(15, "the next line, with nothing between");
        string.Join(' ', lines.Select(line => line.Value)).ShouldBe("✕ the body was cut off: the peer closed the connection too early");
    }

    [Fact]
    public void Reads_have_a_row_only_where_they_differ_from_the_events()
    {
        var plain = Captures.Streamed();
        var heartbeats = plain with { Reads = [.. plain.Reads, new(Captures.Ms(450), [1])] };

        var drawn = new DrawnSvg(Draw.Lanes(plain, heartbeats).Svg);

        drawn.Groups("reads").Single().Elements().Count().ShouldBe(6);
    }

    [Fact]
    public void One_capture_is_its_own_caption()
    {
        var picture = Draw.Lanes(Captures.Streamed("Bare"));

        picture.Title.ShouldBe("Bare: 200 OK · HTTP/1.1 · text/event-stream · 5 events · 10 bytes in 5 reads");
        new DrawnSvg(picture.Svg).Texts.ShouldNotContain("Bare");
    }

    [Fact]
    public void The_text_shows_the_lanes_in_characters()
    {
        Draw.Lanes(Captures.Streamed("A"), Captures.Held("B")).Text.ShouldBe(
            """
            What was sent and what arrived, by time since the request

            A: streamed · first event 1 ms; headers 1 ms; 5 events; end 500 ms.
              sent     ╷           ╷           ╷           ╷           ╷
              arrived  ●───────────●───────────●───────────●───────────●───────────┤

            B: held · first event 499 ms; headers 499 ms; 5 events; end 500 ms; 5 events in one read of 10 bytes.
              sent     ╷           ╷           ╷           ╷           ╷
              arrived  ····························································◉

              time     0 … 500 ms
              ◉        several events with one read
              streamed: most came before the next was sent
              held: the first came only after the last was sent
            """.ReplaceLineEndings("\n"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(500)]
    [InlineData(20_000)]
    public void Any_number_of_events_makes_a_picture_of_bounded_size(int eventCount)
    {
        var lanes = Enumerable.Range(1, 12).Select(i => Captures.Streamed($"lane {i}", eventCount));

        var picture = Draw.Lanes(lanes);

        new DrawnSvg(picture.Svg).Groups("lane").Length.ShouldBe(12);
        picture.Svg.Length.ShouldBeLessThan(500_000);
    }

    [Fact]
    public void Marks_stay_in_the_picture_when_an_event_was_sent_before_the_request()
    {
        var early = Captures.Streamed() with
        {
            Events = [new(Captures.Ms(5), Captures.Ms(-1000), new("message", "stored copy", "")), new(Captures.Ms(600), Captures.Ms(700), new("message", "", ""))],
        };

        var drawn = new DrawnSvg(Draw.Lanes(early).Svg);

        DrawnSvg.Positions(drawn.Groups("sent").Single(), "x1").ShouldBe([16, 98]);
    }

    [Fact]
    public void Lumps_are_rings_with_the_number_of_events_below_and_their_bytes_in_words()
    {
        var picture = Draw.Lanes(Captures.InLumps(lumpCount: 3, eventCount: 4));

        var drawn = new DrawnSvg(picture.Svg);
        drawn.Groups("arrived").Single().Attribute("fill")!.Value.ShouldBe("none");
        drawn.Groups("arrived").Single().Elements().Count().ShouldBe(3);
        drawn.Groups("lumps").Single().Elements().Select(number => number.Value).ShouldBe(["4", "4", "4"]);
        DrawnSvg.Positions(drawn.Groups("lumps").Single(), "x").ShouldBe(DrawnSvg.Positions(drawn.Groups("arrived").Single(), "cx"));
        picture.Text.ShouldContain("in lumps · first event 301 ms; headers 301 ms; 12 events; end 1.20 s; 12 events in 3 lumps: 4 events, 400 bytes a read.");
        picture.Text.ShouldContain("in lumps: most came only after the next was sent");
    }

    [Fact]
    public void Numbers_of_lumps_that_would_touch_are_left_out()
    {
        var drawn = new DrawnSvg(Draw.Lanes(Captures.InLumps(lumpCount: 100, eventCount: 3)).Svg);

        var numbers = DrawnSvg.Positions(drawn.Groups("lumps").Single(), "x");
        numbers.Length.ShouldBeInRange(5, 11);
        numbers.Zip(numbers.Skip(1)).ShouldAllBe(pair => pair.Second - pair.First >= 8);
    }

    [Fact]
    public void What_a_grey_dot_means_is_explained_in_the_picture_and_in_its_text()
    {
        var streamed = Captures.Streamed();
        var foreign = streamed with { Name = "foreign", Events = [.. streamed.Events.Select(e => e with { SentOffset = null })] };
        var failed = Captures.Failed("refused", 426, 4, "426 Upgrade Required");

        var picture = Draw.Lanes(foreign, streamed, failed);

        const string grey = "no verdict: it is not known when the events were sent";
        var legend = new DrawnSvg(picture.Svg).Groups("legend").Single();
        string.Join(' ', legend.Elements().Select(text => text.Value)).Trim().ShouldContain(grey);
        legend.Elements().Where(mark => mark.Name.LocalName == "circle").Select(mark => mark.Attribute("fill")!.Value)
            .ShouldBe([SvgMark.Blue, SvgMark.Grey], "one for each colour that occurs: the lane without dots needs none");
        picture.Text.ShouldContain(grey);
    }

    [Fact]
    public void A_message_of_a_WebSocket_is_called_a_message_over_any_version()
    {
        var messages = Captures.Streamed() with { Kind = CaptureKind.WebSocket, HttpVersion = new(2, 0), Reads = [] };

        var picture = Draw.Lanes(messages);

        picture.Title.ShouldContain("WebSocket over HTTP/2.0");
        picture.Title.ShouldContain("5 messages");
        picture.Svg.ShouldContain("message 1: ");
        picture.Svg.ShouldNotContain(">event");
    }

    [Fact]
    public void No_capture_is_refused() => Should.Throw<ArgumentException>(() => Draw.Lanes());
}
