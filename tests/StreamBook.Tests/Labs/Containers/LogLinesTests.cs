using System.Text;
using StreamBook.Docker;

namespace StreamBook.Tests;

public sealed class LogLinesTests
{
    private readonly List<string> _lines = [];

    [Theory]
    [InlineData("one\ntwo\r\n\nläuft 😀\n", "one|two||läuft 😀")]
    [InlineData("one\nthe last has no end", "one|the last has no end")]
    [InlineData("\n\n", "|")]
    [InlineData("", "")]
    public void Lines_come_whole_however_the_bytes_are_cut(string text, string lines)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        foreach (var length in new[] { 1, 2, 3, 4096 })
        {
            _lines.Clear();
            Read([.. bytes.Chunk(length)]);

            string.Join('|', _lines).ShouldBe(lines, $"{length} bytes at a time");
        }
    }

    [Fact]
    public void A_character_that_is_cut_off_is_replaced_and_what_follows_is_kept()
    {
        var line = new string('x', 4096);

        Read([0xC3], Encoding.UTF8.GetBytes(line), [(byte)'\n', 0xE2, 0x82]);

        _lines.ShouldBe(["\uFFFD" + line, "\uFFFD"]);
    }

    private void Read(params byte[][] pieces)
    {
        var lines = new LogLines(_lines.Add);
        foreach (var piece in pieces)
            lines.Add(piece);
        lines.Complete();
    }
}
