using System.Xml.Linq;

namespace StreamBook.Tests;

public sealed class FormatterConventionTests
{
    public static TheoryData<object> Shown =>
    [
        Draw.Lanes(Captures.Streamed(), Captures.Held()),
        Draw.Bars("Time", "ms", ("a", 1)),
        Table.Of(["a"]),
        Captures.Streamed(),
        EventStream.Explain("data: x\n\n"u8),
        Verdicts.Of("B2", "A line is an event.", VerdictKind.Wrong, "3 lines, 1 event"),
    ];

    [Theory]
    [MemberData(nameof(Shown))]
    public void A_host_finds_html_and_plain_text_by_name(object value)
    {
        XElement.Parse(HostFormat.As("text/html", value)!).HasElements.ShouldBeTrue();
        HostFormat.As("text/plain", value).ShouldNotBeNullOrWhiteSpace();
    }

    [Theory]
    [MemberData(nameof(Shown))]
    public void Each_preferred_mime_type_has_a_formatter(object value)
    {
        var offered = HostFormat.Formatters(value.GetType()).Select(HostFormat.MimeType);

        HostFormat.PreferredMimeTypes(value.GetType()).ShouldBe(offered);
    }

    [Fact]
    public void A_value_of_another_type_is_left_to_the_host()
    {
        foreach (var formatter in HostFormat.Formatters(typeof(Picture)))
            formatter.GetType().GetMethod("Format")!.Invoke(formatter, ["text", TextWriter.Null]).ShouldBe(false);
    }

    [Fact]
    public void A_capture_shows_itself_as_a_lane()
    {
        var capture = Captures.Held("Bare");

        HostFormat.As("text/html", capture).ShouldBe(HostFormat.As("text/html", Draw.Lanes(capture)));
        HostFormat.As("text/plain", capture).ShouldBe(Draw.Lanes(capture).Text);
    }
}
