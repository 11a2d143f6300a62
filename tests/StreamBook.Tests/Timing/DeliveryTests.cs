using System.Diagnostics;
using System.Globalization;
using StreamBook.Timing;

namespace StreamBook.Tests;

public class DeliveryTests
{
    [Fact]
    public void Held_is_when_the_first_event_arrives_after_the_last_was_sent()
    {
        Of((Arrived: 30, Sent: 10), (31, 20), (32, 30)).Delivery.ShouldBe(Delivery.Held);
        Of((29.999, 10), (31, 20), (32, 30)).Delivery.ShouldBe(Delivery.Streamed);
    }

    [Fact]
    public void Fewer_than_two_events_with_a_sent_time_say_nothing()
    {
        Of().Delivery.ShouldBe(Delivery.Unknown);
        Of((10, 5)).Delivery.ShouldBe(Delivery.Unknown);
        Of((10, null), (20, null), (30, 5)).Delivery.ShouldBe(Delivery.Unknown);
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
        var clock = new RequestClock();
        var began = NowMs();
        var placed = clock.WithSentOffsets(Received(Header(began), (Arrived: 60_010, Sent: 60_000), (60_011, 60_001)));
        // The response began between the clock's start and now.
        placed.Events[0].SentOffset!.Value.TotalMilliseconds.ShouldBeInRange(60_000, 60_000 + clock.Now.TotalMilliseconds);
        (placed.Events[1].SentOffset - placed.Events[0].SentOffset)!.Value.TotalMilliseconds.ShouldBe(1, 0.001);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("soon")]
    [InlineData("-123456.789")]
    [InlineData("99999999999999.000")]
    public void Without_a_common_clock_the_response_is_taken_to_begin_with_the_request(string? began) =>
        new RequestClock().WithSentOffsets(Received(began, (Arrived: 50, Sent: 10), (60, 20)))
            .Events.Select(e => e.SentOffset!.Value.TotalMilliseconds).ShouldBe([10, 20]);

    [Fact]
    public void A_stored_copy_was_sent_before_it_was_asked_for_and_is_held()
    {
        var began = NowMs() - 5_000;
        var placed = new RequestClock().WithSentOffsets(Received(Header(began), (Arrived: 1, Sent: 100), (1, 200)));
        placed.Events.ShouldAllBe(e => e.SentOffset < TimeSpan.Zero);
        placed.Delivery.ShouldBe(Delivery.Held);
    }

    [Fact]
    public void Times_that_cannot_be_placed_stay_unknown()
    {
        var placed = new RequestClock().WithSentOffsets(Received(null, (Arrived: 1, Sent: 100), (1, 200)));
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
        var capture = Received(null) with { Events = [new(TimeSpan.FromSeconds(1), null, new("message", data, ""))] };
        new RequestClock().WithSentOffsets(capture).Events.Single().SentOffset.ShouldBeNull();
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
