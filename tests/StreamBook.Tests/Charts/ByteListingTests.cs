using System.Text;
using System.Xml.Linq;
using StreamBook.Charts;
using StreamBook.Wording;

namespace StreamBook.Tests;

public sealed class ByteListingTests
{
    [Fact]
    public void Each_line_stands_with_its_offset_its_bytes_and_its_meaning_and_the_event_follows()
    {
        Text("event: tick\r\ndata:1\n\n: bye\n").ShouldBe(
            """
            27 bytes; 4 lines; 1 event

                   0 ┌ event:·tick␍␊                      Sets the event type to “tick”.
                  13 │ data:1␊                            Adds the line “1” to the data.
                  20 │ ␊                                  Blank line: dispatches the event.
                     └ ▶ Event 1: type “tick”, data “1”, last event ID “”
                  21   :·bye␊                             Comment: nothing happens.
            """.ReplaceLineEndings("\n"));
    }

    [Theory]
    [InlineData("data:  x  \n", "data:··x··␊")]
    [InlineData("data: a b\n", "data:·a b␊")]
    [InlineData(" data: x\n", "·data:·x␊")]
    [InlineData("id: \0\t\n", "id:·⟨00⟩⟨09⟩␊")]
    [InlineData("data: \u200b\u202e\u00a0\n", "data:·⟨U+200B⟩⟨U+202E⟩⟨U+00A0⟩␊")]
    [InlineData("data: \u009b\u0080\u007f\n", "data:·⟨U+009B⟩⟨U+0080⟩⟨7F⟩␊")]
    [InlineData("   \n", "···␊")]
    [InlineData("data:a:  b\n", "data:a:  b␊")]
    [InlineData("data: 你好 🙂\r", "data:·你好 🙂␍")]
    public void What_nobody_would_see_is_shown(string line, string visible) =>
        string.Concat(VisibleBytes.Of(Encoding.UTF8.GetBytes(line))).ShouldBe(visible);

    [Fact]
    public void Bytes_that_are_no_utf8_are_shown_one_by_one()
    {
        string.Concat(VisibleBytes.Of([.. "data: "u8, 0xFF, 0xE4, 0xBD, .. "\n"u8])).ShouldBe("data:·⟨FF⟩⟨E4BD⟩␊");
        string.Concat(VisibleBytes.Of([0x9B, (byte)'\n'])).ShouldBe("⟨9B⟩␊", "the character U+009B is two bytes, and shown as one");
    }

    [Fact]
    public void The_middle_of_a_long_line_is_left_out_between_two_characters()
    {
        var line = string.Concat(VisibleBytes.Of(Encoding.UTF8.GetBytes("data:" + new string('你', 1000))));

        line.ShouldStartWith("data:你");
        line.ShouldEndWith("你");
        line.ShouldMatch("^data:你+… 2,8[0-9]{2} bytes …你+$");
    }

    [Fact]
    public void A_long_stream_says_how_much_of_it_is_left_out()
    {
        var table = Draw.Bytes(EventStream.Explain(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("data: x\n\n", 1000)))));

        table.Text.ShouldStartWith("9,000 bytes; 2,000 lines; 1,000 events");
        table.Text.ShouldEndWith("… and 1,700 more lines");
        table.Html.ShouldContain("… and 1,700 more lines");
    }

    [Fact]
    public void The_bracket_spans_the_block_of_an_event_and_a_comment_in_it()
    {
        var brackets = Text("data: 1\n: inside\nid: 5\n\n: outside\n").Split('\n')[2..].Select(line => line.Length > 9 ? line[9] : ' ');

        string.Concat(brackets).ShouldBe("┌│││└ ");
    }

    [Fact]
    public void Html_marks_a_field_name_an_ignored_line_and_line_endings()
    {
        var rows = XElement.Parse(Draw.Bytes(EventStream.Explain("data: x\r\nDATA: y\n\n"u8)).Html).Descendants("code").ToArray();

        rows[0].Elements().Select(span => span.Value).ShouldBe(["data", ":", "·", "x", "CR", "LF"]);
        rows[0].Elements().First().Attribute("style")!.Value.ShouldContain("font-weight:600");
        rows[1].Elements().First().Attribute("style")!.Value.ShouldContain("line-through");
    }

    [Fact]
    public void A_byte_order_mark_is_told() =>
        Text("\uFEFFdata: x\n\n").ShouldStartWith("12 bytes; the first 3 are a byte order mark, skipped; 2 lines; 1 event");

    [Fact]
    public void An_empty_stream_is_a_listing_too() => Text("").ShouldBe("0 bytes; 0 lines; 0 events");

    private static string Text(string stream) => Draw.Bytes(EventStream.Explain(Encoding.UTF8.GetBytes(stream))).Text;
}
