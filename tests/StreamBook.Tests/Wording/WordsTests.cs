using StreamBook.Charts;
using StreamBook.Wording;

namespace StreamBook.Tests;

public sealed class WordingTests
{
    [Theory]
    [InlineData("TimeToFirstEvent", "Time to first event")]
    [InlineData("HttpVersion", "HTTP version")]
    [InlineData("WebSocketStatus", "WebSocket status")]
    [InlineData("LastEventId", "Last event ID")]
    [InlineData("UTF8Bytes", "UTF8 bytes")]
    [InlineData("X", "X")]
    public void Identifiers_become_words(string identifier, string words) => Words.OfIdentifier(identifier).ShouldBe(words);

    [Theory]
    [InlineData(0, "0 ms")]
    [InlineData(0.25, "0.3 ms")]
    [InlineData(9.99, "10 ms")]
    [InlineData(212.4, "212 ms")]
    [InlineData(999.7, "1.00 s")]
    [InlineData(2010, "2.01 s")]
    [InlineData(59_999, "1 min")]
    [InlineData(125_000, "2 min 5 s")]
    [InlineData(-3, "−3 ms")]
    public void Durations_keep_two_or_three_digits(double milliseconds, string words) =>
        Words.OfDuration(Captures.Ms(milliseconds)).ShouldBe(words);

    [Theory]
    [InlineData("proxy_http_version off", 10, "proxy_http|_version …")]
    [InlineData("a b c d", 3, "a b|c d")]
    [InlineData("你好世界", 4, "你好|世界")]
    [InlineData("", 4, "")]
    public void Names_wrap_at_spaces_if_they_can(string text, int width, string lines) =>
        string.Join('|', TextLayout.Wrap(text, width, 2)).ShouldBe(lines);
}
