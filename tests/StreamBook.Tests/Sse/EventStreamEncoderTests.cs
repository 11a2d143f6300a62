using System.Buffers;
using System.Text;

namespace StreamBook.Tests;

public sealed class EventStreamEncoderTests
{
    private readonly ArrayBufferWriter<byte> _output = new();

    private string Written => Encoding.UTF8.GetString(_output.WrittenSpan);

    [Fact]
    public void An_event_is_written_with_its_type_and_ID_first()
    {
        EventStreamEncoder.Write(_output, "a\nb", type: "tick", id: "7");
        Written.ShouldBe("event: tick\nid: 7\ndata: a\ndata: b\n\n");
    }

    [Theory]
    [InlineData("", "data: \n\n")]
    [InlineData(" a", "data:  a\n\n")]
    [InlineData("a\r\nb\rc\n", "data: a\ndata: b\ndata: c\ndata: \n\n")]
    [InlineData("\n\n", "data: \ndata: \ndata: \n\n")]
    [InlineData("ü😀", "data: ü😀\n\n")]
    public void Data_is_split_at_any_line_ending(string data, string expected)
    {
        EventStreamEncoder.Write(_output, data);
        Written.ShouldBe(expected);
    }

    [Fact]
    public void A_lone_surrogate_becomes_a_replacement_character()
    {
        EventStreamEncoder.Write(_output, "a\uD83Db\uDE00");
        Written.ShouldBe("data: a\uFFFDb\uFFFD\n\n");
    }

    [Fact]
    public void An_empty_type_is_left_out_and_an_empty_ID_resets()
    {
        EventStreamEncoder.Write(_output, "a", type: "", id: "1");
        EventStreamEncoder.Write(_output, "b", id: "");
        EventStream.Decode(_output.WrittenSpan).ShouldBe([new("message", "a", "1"), new("message", "b", "")]);
    }

    [Theory]
    [InlineData("a\nb")]
    [InlineData("a\rb")]
    [InlineData("a\0")]
    [InlineData("\r\n")]
    public void A_type_or_ID_that_would_forge_or_lose_a_line_is_refused_before_anything_is_written(string value)
    {
        Should.Throw<ArgumentException>(() => EventStreamEncoder.Write(_output, "x", type: value)).ParamName.ShouldBe("type");
        var refusal = Should.Throw<ArgumentException>(() => EventStreamEncoder.Write(_output, "x", type: "t", id: value));
        refusal.ParamName.ShouldBe("id");
        refusal.Message.ShouldNotContain('\0');
        Written.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("", ": \n")]
    [InlineData("keep alive", ": keep alive\n")]
    [InlineData("a\ndata: forged\r\r\nb", ": a\n: data: forged\n: \n: b\n")]
    public void A_comment_stays_a_comment_on_every_line(string text, string expected)
    {
        EventStreamEncoder.WriteComment(_output, text);
        Written.ShouldBe(expected);
    }

    [Fact]
    public void The_reconnection_time_is_written_in_whole_milliseconds()
    {
        TimeSpan[] times = [TimeSpan.Zero, TimeSpan.FromSeconds(3), TimeSpan.FromMicroseconds(1999), TimeSpan.MaxValue];
        foreach (var time in times)
            EventStreamEncoder.WriteRetry(_output, time);
        Written.ShouldBe("retry: 0\nretry: 3000\nretry: 1\nretry: 922337203685477\n");
        DecodedStream.From(Written).ReconnectionTime.ShouldBe(TimeSpan.MaxValue);
        Should.Throw<ArgumentOutOfRangeException>(() => EventStreamEncoder.WriteRetry(_output, TimeSpan.FromTicks(-1)));
    }

    [Fact]
    public void Null_is_refused()
    {
        Should.Throw<ArgumentNullException>(() => EventStreamEncoder.Write(null!, ""));
        Should.Throw<ArgumentNullException>(() => EventStreamEncoder.Write(_output, null!));
        Should.Throw<ArgumentNullException>(() => EventStreamEncoder.WriteComment(_output, null!));
    }
}
