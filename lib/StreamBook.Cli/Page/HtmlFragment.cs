using System.Text.RegularExpressions;

namespace StreamBook.Cli.Page;

/// <summary>Whether HTML that a cell put out can stand in a page without changing anything outside of itself.</summary>
internal enum HtmlFragmentKind
{
    /// <summary>Closed in itself, without scripts and styles.</summary>
    Plain,

    /// <summary>As plain, but its styles would reach the rest of the page.</summary>
    Styled,

    /// <summary>Not closed in itself, or with scripts, or a whole document: only a frame holds it.</summary>
    Foreign,
}

internal static partial class HtmlFragment
{
    private static readonly HashSet<string> _void = new(StringComparer.OrdinalIgnoreCase)
    {
        "area", "br", "col", "embed", "hr", "img", "input", "source", "track", "wbr",
    };

    /// <summary>Elements whose end tag HTML lets one leave out.</summary>
    private static readonly HashSet<string> _endsByItself = new(StringComparer.OrdinalIgnoreCase)
    {
        "p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option", "optgroup", "colgroup", "caption", "rt", "rp",
    };

    /// <summary>Elements that act, load, or are read otherwise than by tags.</summary>
    private static readonly HashSet<string> _foreign = new(StringComparer.OrdinalIgnoreCase)
    {
        "script", "html", "head", "body", "title", "base", "link", "meta", "frameset", "frame", "iframe", "object", "embed",
        "textarea", "select", "form", "xmp", "noscript", "noembed", "noframes", "plaintext", "template", "slot", "foreignObject",
    };

    public static HtmlFragmentKind Kind(string html)
    {
        var open = new Stack<string>();
        var kind = HtmlFragmentKind.Plain;
        for (var position = html.IndexOf('<', StringComparison.Ordinal); position >= 0; position = html.IndexOf('<', position))
        {
            if (Comment().Match(html, position) is { Success: true } comment)
            {
                position += comment.Length;
            }
            else if (Tag().Match(html, position) is { Success: true } tag)
            {
                position += tag.Length;
                var name = tag.Groups["name"].Value;
                var attributes = tag.Groups["attributes"].Value;
                if ((_foreign.Contains(name) && !IsTitleOfAPicture(open, name)) || ActiveAttribute().IsMatch(attributes))
                    return HtmlFragmentKind.Foreign;
                if (tag.Groups["end"].Length > 0)
                {
                    if (!TryClose(open, name))
                        return HtmlFragmentKind.Foreign;
                }
                else if (!_void.Contains(name) && !(attributes.EndsWith('/') && IsXml(open, name)))
                {
                    open.Push(name);
                    if (name.Equals("style", StringComparison.OrdinalIgnoreCase))
                    {
                        kind = HtmlFragmentKind.Styled;
                        position = html.IndexOf("</style", position, StringComparison.OrdinalIgnoreCase);
                        if (position < 0)
                            return HtmlFragmentKind.Foreign;
                    }
                }
            }
            else if (position + 1 < html.Length && (char.IsAsciiLetter(html[position + 1]) || html[position + 1] is '/' or '!' or '?'))
            {
                return HtmlFragmentKind.Foreign;
            }
            else
            {
                position++;
            }
        }

        return open.All(_endsByItself.Contains) ? kind : HtmlFragmentKind.Foreign;
    }

    private static bool IsTitleOfAPicture(Stack<string> open, string name) =>
        name.Equals("title", StringComparison.OrdinalIgnoreCase) && IsXml(open, name);

    private static bool TryClose(Stack<string> open, string name)
    {
        while (open.TryPop(out var element))
        {
            if (element.Equals(name, StringComparison.OrdinalIgnoreCase))
                return true;
            if (!_endsByItself.Contains(element))
                return false;
        }

        return false;
    }

    /// <summary>HTML takes the slash of <c>&lt;div/&gt;</c> for nothing; within SVG and MathML it ends the element.</summary>
    private static bool IsXml(Stack<string> open, string name) =>
        open.Append(name).Any(element => element.ToUpperInvariant() is "SVG" or "MATH");

    [GeneratedRegex(@"\G<!--(?!-?>).*?-->", RegexOptions.Singleline)]
    private static partial Regex Comment();

    // Strict on purpose: what is not plainly a tag goes into a frame. Atomic groups keep it linear.
    [GeneratedRegex("""\G<(?<end>/?)(?<name>[A-Za-z][A-Za-z0-9:-]*)(?<attributes>(?>\s+[^\s"'<>/=]+(?>\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?)*\s*/?)>""")]
    private static partial Regex Tag();

    [GeneratedRegex(@"(?:^|[\s/""'])on[a-z]+\s*=|javascript:", RegexOptions.IgnoreCase)]
    private static partial Regex ActiveAttribute();
}
