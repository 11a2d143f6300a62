using System.Collections.Frozen;
using System.Text.RegularExpressions;
using AngleSharp.Dom;

namespace StreamBook.Cli.Page;

/// <summary>
/// The elements, attributes and declarations of style that only show something: they run nothing, load nothing, take no
/// input, and stay in their place. What is not listed is not known to be harmless.
/// </summary>
internal static partial class HarmlessHtml
{
    private const string Svg = "http://www.w3.org/2000/svg";

    private static readonly FrozenSet<string> _elements = Words("""
        a abbr b bdi bdo blockquote br caption cite code col colgroup data dd del details dfn div dl dt em figcaption figure
        footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd label li mark meter ol output p pre progress q rp rt ruby s samp
        section small span strong style sub summary sup table tbody td tfoot th thead time tr u ul var wbr
        """);

    private static readonly FrozenSet<string> _svgElements = Words("""
        circle clipPath defs desc ellipse g image line linearGradient marker mask path pattern polygon polyline
        radialGradient rect stop style svg symbol text textPath title tspan use
        """);

    private static readonly FrozenSet<string> _attributes = Words("""
        align alt border cellpadding cellspacing class color colspan datetime dir face for headers height hidden high id lang
        low max min open optimum reversed role rowspan rel scope size span start tabindex target title type valign value width
        """);

    // https://www.w3.org/TR/SVG2/propidx.html and the geometry of the elements above.
    private static readonly FrozenSet<string> _svgAttributes = Words("""
        alignment-baseline baseline-shift clip-path clip-rule clipPathUnits color cx cy d direction display
        dominant-baseline dx dy fill fill-opacity fill-rule font-family font-size font-style font-variant font-weight fx fy
        gradientTransform gradientUnits height lengthAdjust letter-spacing marker-end marker-mid marker-start markerHeight
        markerUnits markerWidth mask mask-type maskContentUnits maskUnits offset opacity orient overflow paint-order
        pathLength patternContentUnits patternTransform patternUnits points preserveAspectRatio r refX refY rotate rx ry
        shape-rendering spreadMethod startOffset stop-color stop-opacity stroke stroke-dasharray stroke-dashoffset
        stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke-width text-anchor text-decoration
        text-rendering textLength transform version viewBox vector-effect visibility width word-spacing writing-mode x x1 x2
        xml:space xmlns xmlns:xlink y y1 y2
        """);

    private static readonly FrozenSet<string> _properties = Words("""
        align-content align-items align-self background background-color border border-bottom border-bottom-color
        border-bottom-style border-bottom-width border-collapse border-color border-left border-left-color border-left-style
        border-left-width border-radius border-right border-right-color border-right-style border-right-width border-spacing
        border-style border-top border-top-color border-top-style border-top-width border-width box-sizing caption-side color
        column-gap display fill flex flex-basis flex-direction flex-flow flex-grow flex-shrink flex-wrap font font-family
        font-size font-style font-variant font-variant-ligatures font-variant-numeric font-weight gap
        grid-template-columns height justify-content justify-items letter-spacing line-height list-style list-style-type
        margin margin-bottom margin-left margin-right margin-top max-height max-width min-height min-width opacity
        overflow overflow-wrap overflow-x overflow-y padding padding-bottom padding-left padding-right padding-top
        row-gap stroke stroke-width tab-size table-layout text-align text-decoration text-indent text-overflow
        text-transform vertical-align visibility white-space width word-break word-spacing
        """);

    /// <summary>Whether an element and its attributes only show something.</summary>
    public static bool Allows(IElement element)
    {
        var isSvg = element.NamespaceUri == Svg;
        return (isSvg ? _svgElements : element.NamespaceUri == NamespaceNames.HtmlUri ? _elements : FrozenSet<string>.Empty).Contains(element.LocalName)
            && element.ShadowRoot is null
            && element.Attributes.All(attribute => Allows(element, attribute, isSvg));
    }

    /// <summary>Whether a browser would fetch something from the network for it, unasked.</summary>
    public static bool LoadsFromNetwork(IElement element) => element.LocalName is not "a" and not "area"
        && element.Attributes.Any(attribute => attribute.Name is "src" or "href" or "xlink:href" or "data" or "srcset" && Remote().IsMatch(attribute.Value));

    private static bool Allows(IElement element, IAttr attribute, bool isSvg) => attribute.Name switch
    {
        "style" => Declarations().IsMatch(attribute.Value) && Property().Matches(attribute.Value).All(property => _properties.Contains(property.Groups[1].Value.ToLowerInvariant())),
        "href" when !isSvg => element.LocalName == "a" && Link().IsMatch(attribute.Value),
        "href" or "xlink:href" => element.LocalName == "image" ? Picture().IsMatch(attribute.Value) : Fragment().IsMatch(attribute.Value),
        "src" => element.LocalName == "img" && Picture().IsMatch(attribute.Value),
        var name => name.StartsWith("aria-", StringComparison.Ordinal) || name.StartsWith("data-", StringComparison.Ordinal)
            || ((_attributes.Contains(name) || (isSvg && _svgAttributes.Contains(name))) && !OtherUrl().IsMatch(attribute.Value)),
    };

    private static FrozenSet<string> Words(string text) => text.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);

    // Strict on purpose: no escapes, comments, strings with anything special, nor functions but these.
    [GeneratedRegex("""^[\s;]*(?:[a-zA-Z-]+\s*:\s*(?:[\w\s.,%#!/+*-]|'[\w\s.,-]*'|"[\w\s.,-]*"|\b(?:rgba?|hsla?|calc|min|max|clamp|var|minmax|repeat|fit-content)\(|\))+(?:;[\s;]*|$))*$""", RegexOptions.NonBacktracking)]
    private static partial Regex Declarations();

    [GeneratedRegex(@"(?:^|;)\s*([a-zA-Z-]+)\s*:")]
    private static partial Regex Property();

    // To a page, a place in it, or a mail; a relative one has no colon before its first slash.
    [GeneratedRegex(@"^(?:https?://|mailto:|[^:\s\x00-\x20]*$|[^:\s\x00-\x20]*[/?#])", RegexOptions.IgnoreCase)]
    private static partial Regex Link();

    [GeneratedRegex(@"^#[^\s]*$")]
    private static partial Regex Fragment();

    [GeneratedRegex("^data:image/(?:png|jpeg|gif|webp|svg\\+xml)[;,]", RegexOptions.IgnoreCase)]
    private static partial Regex Picture();

    [GeneratedRegex(@"url\s*\(\s*['""]?(?!#)|\\", RegexOptions.IgnoreCase)]
    private static partial Regex OtherUrl();

    [GeneratedRegex(@"^\s*(?:https?:)?//", RegexOptions.IgnoreCase)]
    private static partial Regex Remote();
}
