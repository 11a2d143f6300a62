using System.Net.ServerSentEvents;
using System.Text;

namespace StreamBook.Tests;

/// <summary>Where the framework's SseParser departs from the standard, and this decoder does not.</summary>
public sealed class SseParserDifferenceTests
{
    [Fact]
    public void An_empty_event_field_gives_the_type_message_and_SseParser_an_empty_one()
    {
        const string stream = "event:\ndata: a\n\n";
        DecodedStream.From(stream).Events.ShouldHaveSingleItem().Type.ShouldBe("message");
        Parse(stream, out _).ShouldHaveSingleItem().EventType.ShouldBe("");
    }

    [Fact]
    public void A_blank_line_without_data_resets_the_event_type_and_SseParser_keeps_it()
    {
        const string stream = "event: tick\n\ndata: a\n\n";
        DecodedStream.From(stream).Events.ShouldHaveSingleItem().Type.ShouldBe("message");
        Parse(stream, out _).ShouldHaveSingleItem().EventType.ShouldBe("tick");
    }

    [Fact]
    public void The_last_event_ID_changes_at_dispatch_and_with_SseParser_at_the_id_line()
    {
        const string stream = "id: 1\ndata: a\n\nid: 2\ndata: cut off\n";
        DecodedStream.From(stream).LastEventId.ShouldBe("1");
        Parse(stream, out var parser).ShouldHaveSingleItem();
        parser.LastEventId.ShouldBe("2");
    }

    [Fact]
    public void A_reconnection_time_with_NUL_is_ignored_and_SseParser_takes_it()
    {
        const string stream = "retry: 5\0\ndata: a\n\n";
        DecodedStream.From(stream).ReconnectionTime.ShouldBeNull();
        Parse(stream, out var parser).ShouldHaveSingleItem();
        parser.ReconnectionInterval.ShouldBe(TimeSpan.FromMilliseconds(5));
    }

    [Fact]
    public void An_event_ended_by_a_bare_CR_is_there_at_once_and_SseParser_waits_for_the_next_byte()
    {
        ReadOnlySpan<byte> bytes = "data: a\r\r"u8;
        new EventStreamDecoder().TryRead(ref bytes, out _).ShouldBeTrue();

        ReadsUntilSseParserHasTheEvent("data: a\n\n").ShouldBe(1);
        ReadsUntilSseParserHasTheEvent("data: a\r\r").ShouldBeGreaterThan(1);
    }

    [Fact]
    public void Comments_and_unknown_fields_are_reported_and_SseParser_drops_them()
    {
        const string stream = ": hello\nfoo: bar\n";
        EventStream.Explain(Encoding.UTF8.GetBytes(stream)).Lines.Length.ShouldBe(2);
        Parse(stream, out _).ShouldBeEmpty();
    }

    [Fact]
    public void An_event_has_a_limit_and_with_SseParser_none()
    {
        var stream = $"data: {new string('x', EventStreamDecoder.DefaultMaxEventByteCount)}\n\n";
        Should.Throw<EventTooLargeException>(() => DecodedStream.From(stream));
        Parse(stream, out _).ShouldHaveSingleItem().Data.Length.ShouldBe(EventStreamDecoder.DefaultMaxEventByteCount);
    }

    [Fact]
    public void Bytes_can_be_pushed_and_SseParser_pulls_from_a_stream_that_it_enumerates_once()
    {
        Parse("data: a\n\n", out var parser).ShouldHaveSingleItem();
        Should.Throw<InvalidOperationException>(() => parser.Enumerate().ToList());
    }

    private static List<SseItem<string>> Parse(string stream, out SseParser<string> parser)
    {
        parser = SseParser.Create(new MemoryStream(Encoding.UTF8.GetBytes(stream)));
        return [.. parser.Enumerate()];
    }

    private static int ReadsUntilSseParserHasTheEvent(string stream)
    {
        using var counting = new CountingStream(Encoding.UTF8.GetBytes(stream));
        using var events = SseParser.Create(counting).Enumerate().GetEnumerator();
        events.MoveNext().ShouldBeTrue();
        return counting.ReadCount;
    }

    private sealed class CountingStream(byte[] bytes) : MemoryStream(bytes)
    {
        public int ReadCount { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            ReadCount++;
            return base.Read(buffer);
        }
    }
}
