using Markdig;
using Markdig.Syntax;

namespace StreamBook.Cli.Page;

/// <summary>Markdown that somebody else wrote.</summary>
internal static class SafeMarkdown
{
    /// <summary>Parses it; null for what is nested deeper than a person writes it.</summary>
    public static MarkdownDocument? Parse(string markdown, MarkdownPipeline pipeline)
    {
        try
        {
            return Markdown.Parse(markdown, pipeline);
        }
        catch (ArgumentException)
        {
            // Markdig refuses more than 128 levels, and has no exception of its own for it.
            return null;
        }
    }

    /// <summary>Its words without its marks; as it was written where it is nested deeper than a person writes it.</summary>
    public static string ToWords(string markdown)
    {
        try
        {
            return Markdown.ToPlainText(markdown);
        }
        catch (ArgumentException)
        {
            return markdown;
        }
    }

    /// <summary>Its HTML; null for what is nested deeper than a person writes it.</summary>
    public static string? ToHtml(string markdown, MarkdownPipeline pipeline) => Parse(markdown, pipeline)?.ToHtml(pipeline);
}
