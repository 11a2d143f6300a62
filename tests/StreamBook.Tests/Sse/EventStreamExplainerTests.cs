using System.Text;

namespace StreamBook.Tests;

public sealed class EventStreamExplainerTests
{
    [Fact]
    public void Every_line_says_what_it_is_and_which_event_it_led_to()
    {
        var explained = EventStream.Explain("\uFEFF: hello\nevent: tick\r\ndata:a\rid: 1\nretry: 5\n\nid: 2\n\nData: b\ndata: c\n\n"u8);
        explained.Events.ShouldBe([new("tick", "a", "1"), new("message", "c", "2")]);
        explained.LastEventId.ShouldBe("2");
        explained.ReconnectionTime.ShouldBe(TimeSpan.FromMilliseconds(5));
        explained.Lines.Select(Describe).ShouldBe(
        [
            "3 [: hello\n] Comment { Text =  hello } ",
            "11 [event: tick\r\n] Field { Name = event, Value = tick } 0",
            "24 [data:a\r] Field { Name = data, Value = a } 0",
            "31 [id: 1\n] Field { Name = id, Value = 1 } 0",
            "37 [retry: 5\n] Field { Name = retry, Value = 5 } ",
            "46 [\n] Dispatch { } 0",
            "47 [id: 2\n] Field { Name = id, Value = 2 } ",
            "53 [\n] NoDispatch { Reason = No data line came since the last blank line. } ",
            "54 [Data: b\n] Ignored { Reason = A field name is written in lower case, without spaces around it. } ",
            "62 [data: c\n] Field { Name = data, Value = c } 1",
            "70 [\n] Dispatch { } 1",
        ]);
    }

    [Theory]
    [InlineData("foo: 1", "No field has this name.")]
    [InlineData("{\"a\": 1}", "No field has this name.")]
    [InlineData(" data: 1", "A field name is written in lower case, without spaces around it.")]
    [InlineData("id : 1", "A field name is written in lower case, without spaces around it.")]
    [InlineData("id: 1\0", "The ID holds a NUL character.")]
    [InlineData("retry: 1s", "The reconnection time is not made of ASCII digits only.")]
    [InlineData("retry", "The reconnection time is not made of ASCII digits only.")]
    public void An_ignored_line_says_why(string line, string reason)
    {
        var explained = EventStream.Explain(Encoding.UTF8.GetBytes($"{line}\n"));
        explained.Lines.ShouldHaveSingleItem().Meaning.ShouldBe(new LineMeaning.Ignored(reason));
    }

    [Fact]
    public void A_split_CR_LF_is_one_line_ending_also_after_empty_chunks()
    {
        var explainer = new EventStreamExplainer();
        explainer.Read("data: a\r\n\r"u8).Select(Describe).ShouldBe(["0 [data: a\r\n] Field { Name = data, Value = a } 0"], "the last CR may get an LF");
        explainer.Read(""u8).ShouldBeEmpty();
        explainer.Read("\ndata: b\r"u8).Select(Describe).ShouldBe(["9 [\r\n] Dispatch { } 0"]);
        explainer.Read("\n\r\n"u8).Select(Describe).ShouldBe(
        [
            "11 [data: b\r\n] Field { Name = data, Value = b } 1",
            "20 [\r\n] Dispatch { } 1",
        ]);
        explainer.Complete().ShouldBeEmpty();
    }

    [Fact]
    public void Lines_come_as_soon_as_their_event_is_known()
    {
        var explainer = new EventStreamExplainer();
        explainer.Read(": ping\nretry: 1\nfoo\n: pi"u8).Select(l => l.EventIndex).ShouldBe([null, null, null], "these never lead to an event");
        explainer.Read("ng\r"u8).ShouldBeEmpty("the CR may get an LF");
        explainer.Read("data: a\n: ping\n"u8).Select(Describe).ShouldBe(["20 [: ping\r] Comment { Text =  ping } "]);
        explainer.Read("\nda"u8).Select(l => l.EventIndex).ShouldBe([0, null, 0]);
        explainer.Read("ta: b\r\rdata: c"u8).Select(l => l.EventIndex).ShouldBe([1, 1]);
    }

    [Fact]
    public void A_CR_at_the_very_end_of_the_stream_is_a_whole_line_ending()
    {
        var explained = EventStream.Explain("data: a\r\r"u8);
        explained.Events.ShouldBe([new("message", "a", "")]);
        explained.Lines.Select(l => l.Bytes[^1]).ShouldBe("\r\r"u8.ToArray());
    }

    [Fact]
    public void What_the_end_of_the_stream_cuts_off_is_shown_as_discarded()
    {
        var explained = EventStream.Explain("data: a\n\n:b\nid: 1\nretry: 2\ndata: c\ndata: d"u8);
        explained.Events.ShouldBe([new("message", "a", "")]);
        explained.LastEventId.ShouldBeEmpty();
        explained.ReconnectionTime.ShouldBe(TimeSpan.FromMilliseconds(2));
        explained.Lines.Skip(2).Select(Describe).ShouldBe(
        [
            "9 [:b\n] Comment { Text = b } ",
            "12 [id: 1\n] Ignored { Reason = The stream ended before a blank line dispatched the event: the field is discarded. } ",
            "18 [retry: 2\n] Field { Name = retry, Value = 2 } ",
            "27 [data: c\n] Ignored { Reason = The stream ended before a blank line dispatched the event: the field is discarded. } ",
            "35 [data: d] Ignored { Reason = The stream ended in the middle of the line: it is discarded. } ",
        ]);
    }

    [Fact]
    public void An_empty_stream_and_one_of_a_BOM_have_no_lines()
    {
        EventStream.Explain([]).Lines.ShouldBeEmpty();
        EventStream.Explain([0xEF, 0xBB, 0xBF]).Lines.ShouldBeEmpty();
        EventStream.Explain([0xEF, 0xBB]).Lines.ShouldHaveSingleItem().Bytes.ShouldBe([0xEF, 0xBB]);
    }

    private static string Describe(ExplainedLine line) =>
        $"{line.Offset} [{Encoding.UTF8.GetString([.. line.Bytes])}] {line.Meaning} {line.EventIndex}";
}
