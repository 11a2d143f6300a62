using StreamBook.Wording;

namespace StreamBook.Tests;

public sealed class ScreenshotTests
{
    private static readonly byte[] _png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3];

    [Fact]
    public void It_is_a_picture_for_those_who_see_it_and_words_for_everybody_else()
    {
        var screenshot = new Screenshot(_png, "A page that says \"<b>\"");

        Formatted("text/html", screenshot).ShouldBe(
            "<img src=\"data:image/png;base64,iVBORw0KGgoBAgM=\" alt=\"A page that says &quot;&lt;b&gt;&quot;\" style=\"max-width:100%;border:1px solid;box-sizing:border-box\" />");
        Formatted("text/plain", screenshot).ShouldBe("A page that says \"<b>\"");
    }

    [Fact]
    public void Something_else_than_PNG_is_refused() =>
        Should.Throw<ArgumentException>(() => new Screenshot([1, 2, 3], "a page")).ParamName.ShouldBe("png");

    [Fact]
    public void A_picture_without_words_is_refused() =>
        Should.Throw<ArgumentException>(() => new Screenshot(_png, " ")).ParamName.ShouldBe("description");

    private static string Formatted(string mimeType, object value)
    {
        var writer = new StringWriter();
        new Shown().CreateTypeFormatters().Cast<Shown.Formatter>().Single(formatter => formatter.MimeType == mimeType).Format(value, writer).ShouldBeTrue();
        return writer.ToString();
    }
}
