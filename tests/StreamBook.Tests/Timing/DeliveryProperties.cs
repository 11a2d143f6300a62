using FsCheck;
using FsCheck.Fluent;

namespace StreamBook.Tests;

/// <summary>What a slow machine does to arrival times does not move the verdict. All times are in ms.</summary>
public class DeliveryProperties
{
    private const int Interval = 100;

    [Fact]
    public void Delays_shorter_than_the_gap_to_the_next_event_leave_a_stream_streamed() => Prop.ForAll(
        Numbers(3, 40, 0, Interval - 1), Numbers(40, 40, 0, 500), (delays, pauses) =>
        {
            // The backend waits at least the interval, and longer where it does not get its turn.
            var sent = Sent(delays.Length, pauses);
            Judged(sent, Arriving(sent, i => sent[i] + delays[i])).ShouldBe(Delivery.Streamed);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Standing_still_for_less_than_half_of_the_time_leaves_a_stream_streamed() => Prop.ForAll(
        Numbers(1, 12, 1, 9), lengths =>
        {
            // Whatever stands still, nginx or the client: what was sent meanwhile arrives at the end, in order.
            var sent = Sent(lengths.Sum(length => 2 * length + 3), []);
            var arrived = sent.Select(at => at + 1).ToArray();
            var first = 1;
            foreach (var length in lengths)
            {
                Array.Fill(arrived, sent[first + length - 1] + 1, first, length);
                first += 2 * length + 2;
            }

            Judged(sent, arrived).ShouldBe(Delivery.Streamed);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Lumps_stay_lumps_however_much_slower_they_come_while_the_first_comes_before_the_last_is_sent() => Prop.ForAll(
        Numbers(2, 20, 3, 30), Numbers(600, 600, 0, 400), (sizes, delays) =>
        {
            var sent = Sent(sizes.Sum(), []);
            var full = new List<double>();
            foreach (var size in sizes)
                full.AddRange(Enumerable.Repeat(sent[full.Count + size - 1] + 1, size));
            var arrived = Arriving(sent, i => full[i] + (i < sizes[0] ? 0 : delays[i]));
            Judged(sent, arrived).ShouldBe(Delivery.InLumps);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Held_stays_held_however_much_slower_it_comes() => Prop.ForAll(
        Numbers(2, 40, 0, 2000), Numbers(40, 40, 0, 500), (delays, pauses) =>
        {
            var sent = Sent(delays.Length, pauses);
            Judged(sent, Arriving(sent, i => sent[^1] + delays[i])).ShouldBe(Delivery.Held);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_client_that_stands_still_and_notices_it_never_finds_a_stream_held_or_in_lumps() => Prop.ForAll(
        Numbers(2, 60, 0, Interval / 2), Numbers(1, 20, 1, 3000), Numbers(20, 20, 30, 400), (delays, stalls, awake) =>
        {
            var sent = Sent(delays.Length, []);
            var arrived = sent.Zip(delays, (at, delay) => at + delay).ToArray();
            var noticed = new List<ClientStall>();
            var at = 0.0;
            foreach (var (length, free) in stalls.Zip(awake))
            {
                var (from, to) = (at + free, at + free + length);
                // The pulse notices up to a period late that the client stood still, and nothing below a period.
                if (length >= 40)
                    noticed.Add(new(Ms(from + 20), Ms(length - 20)));
                for (var i = 0; i < arrived.Length; i++)
                    arrived[i] = arrived[i] > from && arrived[i] < to ? to : arrived[i];
                at = to;
            }

            var capture = Of(sent, Arriving(sent, i => arrived[i])) with { ClientStalls = [.. noticed] };
            capture.Delivery.ShouldBeOneOf(Delivery.Streamed, Delivery.Unknown);
        }).QuickCheckThrowOnFailure();

    private static Delivery Judged(double[] sent, double[] arrived) => Of(sent, arrived).Delivery;

    private static Capture Of(double[] sent, double[] arrived) => new()
    {
        Name = "made",
        Uri = new("http://x/"),
        EndOffset = Ms(arrived[^1]),
        Events = [.. arrived.Zip(sent, (to, from) => new ArrivedEvent(Ms(to), Ms(from), new("message", "", "")))],
    };

    private static TimeSpan Ms(double ms) => TimeSpan.FromMilliseconds(ms);

    private static double[] Sent(int count, int[] pauses)
    {
        var at = 0.0;
        return [.. Enumerable.Range(0, count).Select(i => at += Interval + (pauses.Length == 0 ? 0 : pauses[i % pauses.Length]))];
    }

    // One connection keeps the order: nothing overtakes.
    private static double[] Arriving(double[] sent, Func<int, double> at)
    {
        var last = 0.0;
        return [.. sent.Select((_, i) => last = Math.Max(last, at(i)))];
    }

    private static Arbitrary<int[]> Numbers(int fewest, int most, int smallest, int largest) => (
        from count in Gen.Choose(fewest, most)
        from numbers in Gen.Choose(smallest, largest).ArrayOf(count)
        select numbers).ToArbitrary();
}
