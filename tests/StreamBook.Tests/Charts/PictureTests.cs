using System.Globalization;
using System.Text;
using System.Xml.Linq;
using FsCheck;
using FsCheck.Fluent;

namespace StreamBook.Tests;

public sealed class PictureTests
{
    private static readonly string[] _hostile =
    [
        "</text><script>alert(1)</script>", "\" onload=\"alert(1)", "<!--", "]]>", "&#x3c;script>", "\0\u0001\u001b", "\ud800", "\udc00x",
        "\ufffe\uffff", "\r\n", "<img src=x onerror=alert(1)>", "'><svg/onload=alert(1)>", "\u202eabc",
    ];

    [Fact]
    public void Nothing_in_a_name_or_in_data_becomes_markup()
    {
        var strings = Gen.OneOf(Gen.Elements(_hostile), ArbMap.Default.GeneratorFor<string>().Select(text => text ?? ""));
        var texts = Gen.Four(strings).Select(t => string.Concat(t.Item1, t.Item2, t.Item3, t.Item4));

        Prop.ForAll(texts.ToArbitrary(), IsInert).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_picture_says_what_it_shows_to_those_who_do_not_see_it()
    {
        var root = new DrawnSvg(Draw.Lanes(Captures.Held("Bare"), Captures.Streamed("Recipe")).Svg).Root;

        root.Attribute("role")!.Value.ShouldBe("img");
        Referenced("aria-labelledby").ShouldBe("What was sent and what arrived, by time since the request");
        Referenced("aria-describedby").ShouldBe(
            "Bare: held · first event 499 ms; headers 499 ms; 5 events; end 500 ms; 5 events in one read of 10 bytes. "
            + "Recipe: streamed · first event 1 ms; headers 1 ms; 5 events; end 500 ms.");

        string Referenced(string attribute) =>
            root.Elements().Single(element => (string?)element.Attribute("id") == root.Attribute(attribute)!.Value).Value;
    }

    [Fact]
    public void Pictures_on_one_page_have_ids_of_their_own_that_depend_on_their_content_only()
    {
        Id(Draw.Bars("a", "", ("x", 1))).ShouldBe(Id(Draw.Bars("a", "", ("x", 1))));
        Id(Draw.Bars("a", "", ("x", 1))).ShouldNotBe(Id(Draw.Bars("a", "", ("x", 2))));
        Id(Draw.Lanes(Captures.Held())).ShouldNotBe(Id(Draw.Lanes(Captures.Held(gap: 100.5))));

        static string Id(Picture picture) => new DrawnSvg(picture.Svg).Root.Attribute("id")!.Value;
    }

    [Fact]
    public void Numbers_are_the_same_whatever_the_culture()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            var expected = Drawn();
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = ",", NumberGroupSeparator = "." } };
            Drawn().ShouldBe(expected);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        static string Drawn() => string.Concat(
            Draw.Lanes(Captures.Held(gap: 33.3)).Svg,
            Draw.Lanes(Captures.Held(gap: 33.3)).Text,
            Draw.Bars("a", "ms", ("x", 1234.5), ("y", 1 / 3.0)).Svg,
            Table.Of([1234.5, 0.25]).Html,
            Draw.Bytes(EventStream.Explain("retry: 1500\n"u8)).Html);
    }

    [Fact]
    public void A_figure_takes_its_width_and_its_colour_from_the_page_and_styles_nothing_else()
    {
        var html = Draw.Lanes(Captures.Held()).ToHtml();

        var svg = XElement.Parse(html).Element(DrawnSvg.Namespace + "svg")!;
        svg.Attribute("width")!.Value.ShouldBe("100%");
        svg.Attribute("fill")!.Value.ShouldBe("currentColor");
        html.ShouldNotContain("<style");
    }

    private static bool IsInert(string text)
    {
        var capture = Captures.Streamed(text) with
        {
            Failure = text,
            Headers = [new("Content-Type", text)],
        };
        var stream = EventStream.Explain(Encoding.UTF8.GetBytes($"data: {text}\n\nevent:{text}\nid: {text}\n:{text}\ndata\n\n{text}"));
        string[] documents =
        [
            Draw.Lanes(capture).Svg,
            Draw.Lanes(capture, capture).ToHtml(),
            Draw.Bars(text, text, (text, 1)).ToHtml(),
            Table.Of([text], text, (text, value => value)).Html,
            Draw.Bytes(stream).Html,
        ];
        return documents.All(document => XElement.Parse(document).DescendantsAndSelf().All(element =>
            element.Name.LocalName is not ("script" or "img") && element.Attributes().All(a => !a.Name.LocalName.StartsWith("on", StringComparison.Ordinal))));
    }
}
