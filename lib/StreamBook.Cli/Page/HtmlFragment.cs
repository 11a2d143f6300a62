using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace StreamBook.Cli.Page;

/// <summary>Whether HTML that a cell put out can stand in a page without changing anything outside of itself.</summary>
internal enum HtmlFragmentKind
{
    /// <summary>Closed in itself, of elements and attributes that only show something.</summary>
    Plain,

    /// <summary>As plain, but its style sheet would reach the rest of the page.</summary>
    Styled,

    /// <summary>Not closed in itself, or with more than is known to be harmless: only an iframe holds it.</summary>
    Foreign,
}

/// <summary>Judges HTML by the tree that a browser makes of it, in the place where it would stand.</summary>
internal static class HtmlFragment
{
    // A browser parses deeper ones otherwise than the standard has it.
    private const int MaxDepth = 200;

    private static readonly HtmlParser _parser = new();

    public static HtmlFragmentKind Kind(string html)
    {
        // In what it would stand in. What closes too much, or is left open, moves what comes after its place; the names
        // of the two are not to be guessed.
        var id = Guid.NewGuid().ToString("N");
        using var page = _parser.ParseDocument(
            $"<!DOCTYPE html><body><main>text<section><div><figure><div id=p{id}>{html}</div><span id=a{id}></span></figure></div></section></main>");
        var figure = page.Body!.FirstElementChild?.FirstElementChild?.FirstElementChild?.FirstElementChild;
        if (figure?.FirstElementChild is not { ShadowRoot: null } place || place.Id != $"p{id}" || place.NextElementSibling?.Id != $"a{id}")
            return HtmlFragmentKind.Foreign;
        if (page.Body.Attributes.Length > 0 || page.DocumentElement.Attributes.Length > 0)
            return HtmlFragmentKind.Foreign;

        var kind = HtmlFragmentKind.Plain;
        foreach (var element in Below(place))
        {
            if (element is null || !HarmlessHtml.Allows(element))
                return HtmlFragmentKind.Foreign;
            if (element.LocalName == "style")
                kind = HtmlFragmentKind.Styled;
        }

        return kind;
    }

    /// <summary>Whether it names files that a browser would load from the network by itself.</summary>
    public static bool LoadsFromNetwork(string html)
    {
        using var document = _parser.ParseDocument(html);
        return Below(document.DocumentElement).TakeWhile(element => element is not null).Any(element => HarmlessHtml.LoadsFromNetwork(element!));
    }

    /// <summary>The elements below another in their order; null in place of one that lies too deep.</summary>
    private static IEnumerable<IElement?> Below(IElement root)
    {
        var depth = 0;
        for (INode? node = root.FirstChild; node is not null;)
        {
            if (node is IElement element)
                yield return depth < MaxDepth ? element : null;
            if (node.FirstChild is { } child)
            {
                node = child;
                depth++;
                continue;
            }

            while (node is not null && node.NextSibling is null)
            {
                node = node.Parent == root ? null : node.Parent;
                depth--;
            }

            node = node?.NextSibling;
        }
    }
}
