using System.Text.RegularExpressions;
using Markdig;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using StreamBook.Cli.Document;

namespace StreamBook.Cli.Page;

/// <summary>Renders the Markdown cells of one notebook: headings get anchors, links lead to pages, pictures come along.</summary>
/// <param name="file">The notebook.</param>
/// <param name="pages">The page of each notebook by its full path.</param>
internal sealed partial class MarkdownCells(NotebookFile file, IReadOnlyDictionary<string, string> pages)
{
    private static readonly MarkdownPipeline _pipeline = Pipeline().Build();
    private static readonly MarkdownPipeline _pipelineWithoutHtml = Pipeline().DisableHtml().Build();

    // Those of the page itself are taken.
    private readonly HashSet<string> _anchors = ["content", .. file.Notebook.Cells.Select((_, index) => $"cell-{index + 1}")];
    private readonly List<Heading> _headings = [];

    /// <summary>The headings so far.</summary>
    public IReadOnlyList<Heading> Headings => _headings;

    public string Render(Cell cell)
    {
        // HTML of the author that is not closed in itself would swallow the rest of the page.
        var isForeign = HtmlFragment.Kind(Markdown.ToHtml(cell.Source, _pipeline)) == HtmlFragmentKind.Foreign;
        var pipeline = isForeign ? _pipelineWithoutHtml : _pipeline;
        var document = Markdown.Parse(cell.Source, pipeline);
        foreach (var heading in document.Descendants<HeadingBlock>())
        {
            var text = string.Concat(heading.Inline?.Descendants<LeafInline>().Select(Text) ?? []);
            _headings.Add(new(heading.Level, text, NewAnchor(text)));
            heading.GetAttributes().Id = _headings[^1].Anchor;
        }

        foreach (var link in document.Descendants<LinkInline>())
            link.Url = link.IsImage ? Picture(cell, link.Url) : Page(link.Url);
        return document.ToHtml(pipeline);
    }

    private static MarkdownPipelineBuilder Pipeline() =>
        new MarkdownPipelineBuilder().UsePipeTables().UseAutoLinks().UseEmphasisExtras().UseFootnotes().UseDefinitionLists();

    private static string Text(LeafInline inline) => inline switch
    {
        LiteralInline literal => literal.Content.ToString(),
        CodeInline code => code.Content,
        _ => " ",
    };

    private string NewAnchor(string text)
    {
        var slug = NotOfAnAnchor().Replace(text.ToLowerInvariant(), "-").Trim('-');
        slug = slug.Length == 0 ? "section" : slug;
        var anchor = slug;
        for (var copy = 2; !_anchors.Add(anchor); copy++)
            anchor = $"{slug}-{copy}";
        return anchor;
    }

    private string? Page(string? url)
    {
        if (url is null || Uri.TryCreate(url, UriKind.Absolute, out _))
            return url;
        var (path, fragment) = url.Split('#', 2) is [var before, var after] ? (before, "#" + after) : (url, "");
        return path.Length > 0 && pages.TryGetValue(FullPath(path), out var page) ? page + fragment : url;
    }

    private string? Picture(Cell cell, string? url)
    {
        if (url is null)
            return null;
        if (url.StartsWith("attachment:", StringComparison.Ordinal))
        {
            return cell.Attachments is { } attachments && attachments.TryGetProperty(url["attachment:".Length..], out var picture)
                && picture.EnumerateObject().FirstOrDefault() is { Name: { } type } data
                ? $"data:{type};base64,{data.Value}"
                : url;
        }

        var mimeType = Path.GetExtension(url) switch
        {
            ".svg" => "image/svg+xml",
            ".png" => "image/png",
            ".jpg" or ".jpeg" => "image/jpeg",
            ".gif" => "image/gif",
            ".webp" => "image/webp",
            _ => null,
        };
        return mimeType is not null && !Uri.TryCreate(url, UriKind.Absolute, out _) && File.Exists(FullPath(url))
            ? $"data:{mimeType};base64,{Convert.ToBase64String(File.ReadAllBytes(FullPath(url)))}"
            : url;
    }

    private string FullPath(string url) =>
        Path.GetFullPath(Uri.UnescapeDataString(url), Path.GetDirectoryName(Path.GetFullPath(file.Path))!);

    [GeneratedRegex(@"[^\p{L}\p{Nd}]+")]
    private static partial Regex NotOfAnAnchor();
}

/// <summary>A heading of a page.</summary>
/// <param name="Level">1 to 6.</param>
/// <param name="Text">Its text without marks.</param>
/// <param name="Anchor">The ID by which a link leads to it.</param>
internal sealed record Heading(int Level, string Text, string Anchor);
