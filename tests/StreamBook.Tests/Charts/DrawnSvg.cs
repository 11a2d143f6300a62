using System.Globalization;
using System.Xml.Linq;

namespace StreamBook.Tests;

/// <summary>Reads the marks of a picture back from its SVG.</summary>
internal sealed class DrawnSvg(string svg)
{
    public static readonly XNamespace Namespace = "http://www.w3.org/2000/svg";

    public XElement Root { get; } = XDocument.Parse(svg).Root!;

    /// <summary>The groups of one kind, in the order of their lanes.</summary>
    public XElement[] Groups(string kind) =>
        [.. Root.Descendants(Namespace + "g").Where(group => (string?)group.Attribute("data-marks") == kind)];

    public string[] Texts => [.. Root.Descendants(Namespace + "text").Select(text => text.Value)];

    public static double[] Positions(XElement group, string attribute) =>
        [.. group.Elements().Select(mark => Percent(mark, attribute))];

    public static double Percent(XElement mark, string attribute)
    {
        var value = (string)mark.Attribute(attribute)!;
        value.ShouldEndWith("%");
        return double.Parse(value[..^1], CultureInfo.InvariantCulture);
    }
}
