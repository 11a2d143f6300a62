using System.Diagnostics;
using System.Globalization;
using StreamBook.Timing;

namespace StreamBook.Tests;

public class DeliveryTests
{
    [Fact]
    public void Held_is_when_the_first_event_arrives_after_the_last_was_sent()
    {
        Of((Arrived: 300, Sent: 100), (310, 200), (320, 300)).Delivery.ShouldBe(Delivery.Held);
        Of((299.999, 100), (310, 200), (320, 300)).Delivery.ShouldNotBe(Delivery.Held);
    }

    [Fact]
    public void In_lumps_is_when_more_than_half_arrive_only_after_the_next_was_sent()
    {
        Of((Arrived: 21, Sent: 10), (21, 20), (41, 30), (41, 40)).Delivery.ShouldBe(Delivery.InLumps, "2 of 3 that have a next one");
        Of((11, 10), (41, 20), (41, 30), (41, 40), (51, 50)).Delivery.ShouldBe(Delivery.Streamed, "2 of 4: one stall");
        var lumps = Of((51, 10), (51, 20), (51, 30), (51, 40), (61, 60), (101, 70), (101, 80), (101, 90));
        lumps.Delivery.ShouldBe(Delivery.InLumps);
        lumps.DeliveryReason.ShouldBe("5 of 7 events arrived only after the next was sent");
    }

    [Fact]
    public void What_its_sender_let_go_at_once_is_not_in_lumps()
    {
        // As the first four events of a response of OpenAI's API, which is streamed.
        var burst = Of((Arrived: 2, Sent: 0), (2, 0.1), (2, 0.2), (2, 0.3), (101, 100), (201, 200), (202, 200.1), (202, 200.2));
        burst.Delivery.ShouldBe(Delivery.Streamed);
        burst.DeliveryReason.ShouldBe("0 of 2 events arrived only after the next was sent");
        var fast = Of((2, 0), (3, 1), (4, 2), (5, 3));
        fast.Delivery.ShouldBe(Delivery.Unknown);
        fast.DeliveryReason.ShouldBe("the events were sent faster than the quickest of them travelled, which took 2 ms");
    }

    [Fact]
    public void A_burst_that_arrives_as_one_is_not_held()
    {
        Of((Arrived: 6, Sent: 4.1), (6, 4.2), (6, 4.4)).Delivery.ShouldBe(Delivery.Unknown);
        Of((Arrived: 6, Sent: 4.1), (6, 4.4)).DeliveryReason.ShouldBe("all events were sent within 0.3 ms, too fast for a hop that holds to leave a mark");
        Of((Arrived: 106, Sent: 4), (106, 54), (106, 104)).Delivery.ShouldBe(Delivery.Held);
    }

    [Fact]
    public void What_came_while_the_client_stood_still_is_not_held_against_the_response()
    {
        var late = Of((Arrived: 801, Sent: 0), (801, 100), (801, 200), (801, 300), (801, 400));
        late.Delivery.ShouldBe(Delivery.Held);

        var stood = late with { ClientStalls = [new(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(800))] };
        stood.Delivery.ShouldBe(Delivery.Unknown);
        stood.DeliveryReason.ShouldBe("the client itself stood still, for up to 800 ms");
        stood.LongestStall.TotalMilliseconds.ShouldBe(800);

        var shortly = late with { ClientStalls = [new(TimeSpan.FromMilliseconds(390), TimeSpan.FromMilliseconds(40))] };
        shortly.Delivery.ShouldBe(Delivery.Held, "a stall at the end does not make the first event as late as that");
    }

    [Fact]
    public void What_an_awake_client_did_not_find_was_not_there_however_long_it_stood_still_before_and_after()
    {
        var late = Of((Arrived: 410, Sent: 0), (410, 100), (410, 200), (410, 300), (410, 400));
        StandingStill((90, 130), (260, 150)).Delivery.ShouldBe(Delivery.Held, "it was awake for 40 ms, from 220 on");
        StandingStill((90, 130), (259, 151)).Delivery.ShouldBe(Delivery.Unknown, "between two beats it may not have read");

        Capture StandingStill(params (int Offset, int Duration)[] stalls) => late with
        {
            ClientStalls = [.. stalls.Select(stall => new ClientStall(TimeSpan.FromMilliseconds(stall.Offset), TimeSpan.FromMilliseconds(stall.Duration)))],
        };
    }

    [Fact]
    public void Stalls_of_the_client_are_left_out_of_the_count()
    {
        var capture = Of((Arrived: 1, Sent: 0), (401, 100), (401, 200), (401, 300), (402, 400), (501, 500), (601, 600), (701, 700));
        capture.DeliveryReason.ShouldBe("3 of 7 events arrived only after the next was sent");
        var excused = capture with { ClientStalls = [new(TimeSpan.FromMilliseconds(90), TimeSpan.FromMilliseconds(311))] };
        excused.Delivery.ShouldBe(Delivery.Streamed);
        excused.DeliveryReason.ShouldBe("0 of 4 events arrived only after the next was sent (3 more while the client itself stood still, for up to 311 ms)");
    }

    [Fact]
    public void Fewer_than_two_events_with_a_sent_time_say_nothing()
    {
        Of().Delivery.ShouldBe(Delivery.Unknown);
        Of((10, 5)).Delivery.ShouldBe(Delivery.Unknown);
        Of((10, null), (20, null), (30, 5)).Delivery.ShouldBe(Delivery.Unknown);
        Of().DeliveryReason.ShouldBe("it is not known when the events were sent");
        Of((10, 5)).DeliveryReason.ShouldBe("of one event alone it is known when it was sent");
        Of((10, 5), (20, null), (30, 25)).Delivery.ShouldBe(Delivery.Streamed);
    }

    [Fact]
    public void Gaps_are_between_arrivals()
    {
        Of((10, null), (15, null), (40, null)).Gaps.Select(gap => gap.TotalMilliseconds).ShouldBe([5, 25]);
        Of((10, null)).Gaps.ShouldBeEmpty();
        Of().Gaps.ShouldBeEmpty();
        Of().TimeToFirstEvent.ShouldBeNull();
    }

    [Fact]
    public void Sent_times_are_placed_by_the_clock_of_the_machine_where_it_can_be_the_same()
    {
        using var clock = new RequestClock();
        // The header has microseconds: rounded down, a response could seem to begin before the clock.
        var began = NowMs() + 0.001;
        var placed = clock.Complete(Received(Header(began), (Arrived: 60_010, Sent: 60_000), (60_011, 60_001)));
        // The response began between the clock's start and now.
        placed.Events[0].SentOffset!.Value.TotalMilliseconds.ShouldBeInRange(60_000, 60_000 + clock.Now.TotalMilliseconds);
        (placed.Events[1].SentOffset - placed.Events[0].SentOffset)!.Value.TotalMilliseconds.ShouldBe(1, 0.001);
    }

    [Theory]
    [InlineData("-123456.789")]
    [InlineData("99999999999999.000")]
    public void Without_a_common_clock_the_response_is_taken_to_begin_with_the_request(string? began) =>
        Complete(Received(began, (Arrived: 12, Sent: 10), (23, 20)))
            .Events.Select(e => e.SentOffset!.Value.TotalMilliseconds).ShouldBe([10, 20]);

    [Theory]
    [InlineData(null)]
    [InlineData("soon")]
    [InlineData("")]
    public void Without_the_mark_of_our_backend_a_number_named_sent_is_not_a_time(string? began)
    {
        // "sent 1 of 5", every 200 ms, is not held.
        var progress = Complete(Received(began, (Arrived: 200, Sent: 1), (400, 2), (600, 3)));
        progress.Events.ShouldAllBe(e => e.SentOffset == null);
        progress.Delivery.ShouldBe(Delivery.Unknown);
    }

    [Fact]
    public void Without_a_common_clock_a_verdict_that_rests_on_when_the_response_began_is_none()
    {
        // The backend took 500 ms to answer, or each event took 500 ms: nobody knows.
        Complete(Received("-5", (Arrived: 500, Sent: 0), (600, 100), (700, 200))).Delivery.ShouldBe(Delivery.Unknown);
        Complete(Received("-5", (Arrived: 500, Sent: 0), (500, 100), (500, 200))).Delivery.ShouldBe(Delivery.Held);
    }

    [Fact]
    public void A_stored_copy_was_sent_before_it_was_asked_for_and_is_held()
    {
        var began = NowMs() - 5_000;
        var placed = Complete(Received(Header(began), (Arrived: 1, Sent: 100), (1, 200)));
        placed.Events.ShouldAllBe(e => e.SentOffset < TimeSpan.Zero);
        placed.Delivery.ShouldBe(Delivery.Held);
    }

    [Fact]
    public void Times_that_cannot_be_placed_stay_unknown()
    {
        var placed = Complete(Received("99999999999999.000", (Arrived: 1, Sent: 100), (1, 200)));
        placed.Events.ShouldAllBe(e => e.SentOffset == null);
        placed.Delivery.ShouldBe(Delivery.Unknown);
    }

    [Theory]
    [InlineData("""{"sent":"5"}""")]
    [InlineData("""{"send":5}""")]
    [InlineData("""{"sent":5""")]
    [InlineData("{}{}")]
    [InlineData("[5]")]
    [InlineData("[DONE]")]
    [InlineData("")]
    public void Data_that_does_not_tell_its_time_has_none(string data)
    {
        var capture = Received(Header(NowMs())) with { Events = [new(TimeSpan.FromSeconds(1), null, new("message", data, ""))] };
        Complete(capture).Events.Single().SentOffset.ShouldBeNull();
    }

    private static Capture Complete(Capture capture)
    {
        using var clock = new RequestClock();
        return clock.Complete(capture);
    }

    private static double NowMs() => Stopwatch.GetTimestamp() * 1000.0 / Stopwatch.Frequency;

    private static string Header(double ms) => ms.ToString("0.000", CultureInfo.InvariantCulture);

    private static Capture Of(params (double Arrived, double? Sent)[] events) => new()
    {
        Name = "made",
        Uri = new("http://x/"),
        EndOffset = TimeSpan.FromMinutes(10),
        Events = [.. events.Select(e => new ArrivedEvent(
            TimeSpan.FromMilliseconds(e.Arrived), e.Sent is { } sent ? TimeSpan.FromMilliseconds(sent) : null, new("message", "", "")))],
    };

    private static Capture Received(string? began, params (double Arrived, double Sent)[] events) => new()
    {
        Name = "made",
        Uri = new("http://x/"),
        EndOffset = TimeSpan.FromMinutes(10),
        Headers = began is null ? [] : [new("stream-began", began)],
        HeadersOffset = TimeSpan.FromMinutes(10),
        Events = [.. events.Select(e => new ArrivedEvent(
            TimeSpan.FromMilliseconds(e.Arrived), null, new("message", string.Create(CultureInfo.InvariantCulture, $$"""{"sent":{{e.Sent}}}"""), "")))],
    };
}
