using System.Globalization;
using System.Xml.Linq;

namespace StreamBook.Charts;

/// <summary>The few SVG elements the pictures are made of. x is in percent of the width, y in pixels.</summary>
internal static class SvgMark
{
    public static readonly XNamespace Namespace = "http://www.w3.org/2000/svg";

    // Each has a contrast of about 4:1 on white and on the near-black of dark themes: a host's theme is not known
    // here. Blue and orange differ for all common kinds of colour blindness, and never say alone what a word says too.
    public const string Blue = "#1f83c9";
    public const string Orange = "#cf6310";
    public const string Green = "#12885f";
    public const string Red = "#d1453b";
    public const string Purple = "#a25fb0";
    public const string Grey = "#7d7d7d";

    public static XElement Line(double x1, int y1, double x2, int y2, params (string Name, object Value)[] attributes) =>
        Element("line", [("x1", Percent(x1)), ("y1", y1), ("x2", Percent(x2)), ("y2", y2), .. attributes]);

    public static XElement Circle(double x, int y, double radius, params (string Name, object Value)[] attributes) =>
        Element("circle", [("cx", Percent(x)), ("cy", y), ("r", radius), .. attributes]);

    public static XElement Bar(double x, int y, double width, int height, params (string Name, object Value)[] attributes) =>
        Element("rect", [("x", Percent(x)), ("y", y), ("width", Percent(width)), ("height", height), .. attributes]);

    public static XElement Text(double x, int y, string text, params (string Name, object Value)[] attributes) =>
        With(Element("text", [("x", Percent(x)), ("y", y), .. attributes]), text);

    /// <summary>A path in pixels around a point; an inner <c>svg</c> carries it, as a path knows no percent.</summary>
    // As a style: the style sheet of Jupyter clips every inner svg, and goes before an attribute.
    public static XElement Path(double x, int y, string path, params (string Name, object Value)[] attributes) =>
        With(Element("svg", ("x", Percent(x)), ("y", y), ("style", "overflow:visible")),
            Element("path", [("d", path), .. attributes]));

    /// <summary>Marks of one kind; the kind names them for whoever reads the source.</summary>
    public static XElement Group(string kind, IEnumerable<XElement> marks, params (string Name, object Value)[] attributes) =>
        With(Element("g", [("data-marks", kind), .. attributes]), [.. marks]);

    /// <summary>The mark with a text that shows when the pointer rests on it.</summary>
    public static XElement WithTip(this XElement mark, string tip) => With(mark, With(Element("title"), tip));

    private static XElement With(XElement element, params object[] content)
    {
        element.Add(content);
        return element;
    }

    private static XElement Element(string name, params (string Name, object Value)[] attributes) =>
        new(Namespace + name, attributes.Select(a => new XAttribute(a.Name, a.Value)));

    private static string Percent(double value) => value.ToString("0.##", CultureInfo.InvariantCulture) + "%";
}
