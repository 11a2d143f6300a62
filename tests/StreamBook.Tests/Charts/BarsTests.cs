using System.Xml.Linq;

namespace StreamBook.Tests;

public sealed class BarsTests
{
    [Fact]
    public void The_length_of_a_bar_is_its_value()
    {
        var lengths = Lengths(Draw.Bars("Time", "ms", ("a", 100), ("b", 50), ("c", 0)));

        lengths[0].ShouldBeGreaterThan(0);
        lengths[1].ShouldBe(lengths[0] / 2, 0.01);
        lengths[2].ShouldBe(0);
    }

    [Fact]
    public void Each_bar_has_its_label_and_its_value_with_the_unit()
    {
        var picture = Draw.Bars("Time to first event", "ms", ("Bare", 2004.12), ("Recipe", 12));

        new DrawnSvg(picture.Svg).Texts.ShouldBe(["Bare", "2,004.12 ms", "Recipe", "12 ms"]);
        picture.Text.ShouldBe($"Time to first event\n  Bare    {new string('█', 40)} 2,004.12 ms\n  Recipe   12 ms");
    }

    [Fact]
    public void Bars_of_zero_have_no_length() =>
        Lengths(Draw.Bars("None", "", ("a", 0), ("b", 0))).ShouldBe([0, 0]);

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_value_that_has_no_length_is_refused(double value) =>
        Should.Throw<ArgumentOutOfRangeException>(() => Draw.Bars("x", "", ("the bar", value))).Message.ShouldContain("the bar");

    [Fact]
    public void No_bar_is_refused() => Should.Throw<ArgumentException>(() => Draw.Bars("x", ""));

    private static double[] Lengths(Picture picture) =>
        [.. new DrawnSvg(picture.Svg).Root.Descendants(DrawnSvg.Namespace + "rect").Select((XElement bar) => DrawnSvg.Percent(bar, "width"))];
}
