using System.Text;

namespace StreamBook.Tests;

public sealed class EventSizeLimitTests
{
    [Fact]
    public void An_event_of_exactly_the_limit_is_decoded()
    {
        // 4 bytes of data with its LF, and a line of 6.
        var decoder = new EventStreamDecoder(maxEventByteCount: 10);
        ReadOnlySpan<byte> bytes = "data:abc\ndata:d\n\n"u8;
        decoder.TryRead(ref bytes, out var dispatched).ShouldBeTrue();
        dispatched.Data.ShouldBe("abc\nd");
    }

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(1)]
    [InlineData(7)]
    public void An_event_over_the_limit_is_refused_at_the_first_byte_too_many(int chunkByteCount)
    {
        var decoder = new EventStreamDecoder(maxEventByteCount: 10);
        var failure = Feed(decoder, "data:a\n\ndata:abc\ndata:ef\n\n", chunkByteCount);
        failure.MaxEventByteCount.ShouldBe(10);
        failure.Offset.ShouldBe("data:a\n\ndata:abc\ndata:e".Length);
        failure.Message.ShouldContain("10 bytes");
        failure.Message.ShouldContain("blank line");
        failure.Message.ShouldContain("maxEventByteCount");
    }

    [Fact]
    public void A_line_that_never_ends_is_refused_when_fed_byte_by_byte()
    {
        var decoder = new EventStreamDecoder(maxEventByteCount: 1_000_000);
        var fed = 0;
        Should.Throw<EventTooLargeException>(() =>
        {
            for (; fed < 2_000_000; fed++)
            {
                ReadOnlySpan<byte> bytes = "x"u8;
                decoder.TryRead(ref bytes, out _).ShouldBeFalse();
            }
        }).Offset.ShouldBe(1_000_000);
        fed.ShouldBe(1_000_000, "the byte after the limit is the one refused");
    }

    [Theory]
    [InlineData("data\n")]
    [InlineData("data: some text\n")]
    public void Data_lines_without_end_are_refused(string line)
    {
        var decoder = new EventStreamDecoder(maxEventByteCount: 10_000);
        Feed(decoder, string.Concat(Enumerable.Repeat(line, 20_000)), 1400);
    }

    [Fact]
    public void The_limit_is_one_event_not_the_stream()
    {
        var decoder = new EventStreamDecoder(maxEventByteCount: 20);
        ReadOnlySpan<byte> bytes = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(": comment\ndata: a\n\n", 1000)));
        var count = 0;
        while (decoder.TryRead(ref bytes, out _))
            count++;
        count.ShouldBe(1000);
    }

    [Fact]
    public void The_default_limit_is_16_MiB()
    {
        var line = new byte[16 * 1024 * 1024 + 1];
        Array.Fill(line, (byte)'x');
        var decoder = new EventStreamDecoder();
        ReadOnlySpan<byte> bytes = line.AsSpan(1);
        decoder.TryRead(ref bytes, out _).ShouldBeFalse();

        Should.Throw<EventTooLargeException>(() => EventStream.Decode(line)).MaxEventByteCount.ShouldBe(16 * 1024 * 1024);
        Should.Throw<EventTooLargeException>(() => EventStream.Explain(line));
    }

    [Fact]
    public void After_the_failure_the_decoder_fails_again_and_keeps_what_the_stream_had_set()
    {
        var decoder = new EventStreamDecoder(maxEventByteCount: 10);
        var failure = Feed(decoder, "id: 7\nretry: 9\n\ndata: too large\n\n", 3);
        Feed(decoder, "\n\ndata: a\n\n", 1).Offset.ShouldBe(failure.Offset);
        decoder.LastEventId.ShouldBe("7");
        decoder.ReconnectionTime.ShouldBe(TimeSpan.FromMilliseconds(9));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(512 * 1024 * 1024 + 1)]
    public void A_limit_out_of_range_is_refused(int maxEventByteCount)
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new EventStreamDecoder(maxEventByteCount));
        Should.Throw<ArgumentOutOfRangeException>(() => new EventStreamExplainer(maxEventByteCount));
    }

    private static EventTooLargeException Feed(EventStreamDecoder decoder, string stream, int chunkByteCount) =>
        Should.Throw<EventTooLargeException>(() =>
        {
            foreach (var chunk in DecodedStream.Chunk(Encoding.UTF8.GetBytes(stream), chunkByteCount))
            {
                ReadOnlySpan<byte> bytes = chunk;
                while (decoder.TryRead(ref bytes, out _))
                {
                }
            }
        });
}
