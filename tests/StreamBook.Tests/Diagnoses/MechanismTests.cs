using System.Text;
using System.Text.Json;

namespace StreamBook.Tests;

/// <summary>What the catalogue says of the bytes of a stream, tried on the decoder.</summary>
public class MechanismTests
{
    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    public void In_UTF_16_an_ASCII_character_brings_a_NUL_and_another_letter_need_not(string name)
    {
        var encoding = Encoding.GetEncoding(name);

        EventStream.Decode(encoding.GetBytes("data: да\n\ndata: нет\n\n")).ShouldBeEmpty();
        encoding.GetBytes("data: \n\n").Count(b => b == 0).ShouldBe(8);
        encoding.GetBytes("да").ShouldNotContain((byte)0);
    }

    [Fact]
    public void What_follows_a_line_end_within_the_data_is_ignored_or_obeyed()
    {
        var events = Decode("data: a\nb\n\ndata: c\nid: 7\n\n");

        events.Select(e => e.Data).ShouldBe(["a", "c"]);
        events.Select(e => e.LastEventId).ShouldBe(["", "7"]);
    }

    [Fact]
    public void A_byte_order_mark_hides_a_field_at_the_beginning_of_a_line_and_is_data_within_one() =>
        Decode("\uFEFFdata: a\n\n\uFEFFdata: b\n\ndata: \uFEFFc\n\n").Select(e => e.Data).ShouldBe(["a", "\uFEFFc"]);

    [Fact]
    public void JSON_allows_LF_between_its_tokens_and_not_within_a_string()
    {
        Should.NotThrow(() => JsonDocument.Parse(Decode("data: {\"a\":\ndata: 1}\n\n")[0].Data).Dispose());
        Should.Throw<JsonException>(() => JsonDocument.Parse(Decode("data: {\"a\":\"b\ndata: c\"}\n\n")[0].Data).Dispose());
    }

    private static ServerSentEvent[] Decode(string text) => [.. EventStream.Decode(Encoding.UTF8.GetBytes(text))];
}
