using System.Text.Json;
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

    /// <summary>The HTML of a cell; as it was written where it cannot be read or would act in the page.</summary>
    public string Render(Cell cell)
    {
        // HTML of the author that is not closed in itself would swallow the rest of the page.
        var pipeline = Array.Find(
            [_pipeline, _pipelineWithoutHtml],
            candidate => Parse(cell, candidate) is { } document && HtmlFragment.Kind(document.ToHtml(candidate)) == HtmlFragmentKind.Plain);
        if (pipeline is null)
            return OutputHtml.Text(cell.Source, "raw", "Text");
        var document = Parse(cell, pipeline)!;
        foreach (var heading in document.Descendants<HeadingBlock>())
        {
            var text = string.Concat(heading.Inline?.Descendants<LeafInline>().Select(Text) ?? []);
            _headings.Add(new(heading.Level, text, NewAnchor(text)));
            heading.GetAttributes().Id = _headings[^1].Anchor;
        }

        return document.ToHtml(pipeline);
    }

    private MarkdownDocument? Parse(Cell cell, MarkdownPipeline pipeline)
    {
        var document = SafeMarkdown.Parse(cell.Source, pipeline);
        foreach (var link in document?.Descendants<LinkInline>() ?? [])
        {
            link.Url = link.IsImage ? Picture(cell, link.Url) : Page(link.Url);
            // A picture that did not come along would have to be loaded: it is led to instead.
            if (!link.IsImage || link.Url?.StartsWith("data:", StringComparison.Ordinal) == true)
                continue;
            link.IsImage = false;
            if (link.FirstChild is null)
                link.AppendChild(new LiteralInline(link.Url ?? ""));
        }

        return document;
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
        return path.Length > 0 && FullPath(path) is { } full && pages.TryGetValue(full, out var page) ? page + fragment : url;
    }

    private string? Picture(Cell cell, string? url)
    {
        if (url is null)
            return null;
        if (url.StartsWith("attachment:", StringComparison.Ordinal))
            return Attachment(cell, Uri.UnescapeDataString(url["attachment:".Length..])) ?? url;
        var mimeType = Path.GetExtension(url) switch
        {
            ".svg" => "image/svg+xml",
            ".png" => "image/png",
            ".jpg" or ".jpeg" => "image/jpeg",
            ".gif" => "image/gif",
            ".webp" => "image/webp",
            _ => null,
        };
        return mimeType is not null && !Uri.TryCreate(url, UriKind.Absolute, out _) && FullPath(url) is { } path && Read(path) is { } bytes
            ? $"data:{mimeType};base64,{Convert.ToBase64String(bytes)}"
            : url;
    }

    private static string? Attachment(Cell cell, string name) =>
        cell.Attachments is { } attachments && attachments.TryGetProperty(name, out var forms) && forms.ValueKind == JsonValueKind.Object
            ? forms.EnumerateObject()
                .Where(form => form.Name.StartsWith("image/", StringComparison.Ordinal) && form.Value.ValueKind == JsonValueKind.String)
                .Select(form => $"data:{form.Name};base64,{form.Value.GetString()}")
                .FirstOrDefault()
            : null;

    private static byte[]? Read(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllBytes(path) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The path that a relative URL means; null if there is none of that name anywhere.</summary>
    private string? FullPath(string url)
    {
        var path = Uri.UnescapeDataString(url);
        return path.Contains('\0', StringComparison.Ordinal) ? null : Path.GetFullPath(path, Path.GetDirectoryName(Path.GetFullPath(file.Path))!);
    }

    [GeneratedRegex(@"[^\p{L}\p{Nd}]+")]
    private static partial Regex NotOfAnAnchor();
}

/// <summary>A heading of a page.</summary>
/// <param name="Level">1 to 6.</param>
/// <param name="Text">Its text without marks.</param>
/// <param name="Anchor">The ID by which a link leads to it.</param>
internal sealed record Heading(int Level, string Text, string Anchor);
