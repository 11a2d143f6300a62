using System.Globalization;
using System.Net;
using System.Text;
using StreamBook.Cli.Document;
using StreamBook.Cli.Runner;
using StreamBook.Cli.Session;

namespace StreamBook.Cli.Page;

/// <summary>One notebook with its outputs as a page that needs no network and no script.</summary>
internal static class NotebookPage
{
    /// <param name="run">The notebook and what running it gave.</param>
    /// <param name="previous">Link to the notebook before it.</param>
    /// <param name="next">Link to the notebook after it.</param>
    /// <param name="pages">The page of each notebook by its full path.</param>
    /// <param name="isSite">Whether it is part of a published site, which has a search and lets its readers guess.</param>
    public static string Render(NotebookRun run, PageLink? previous, PageLink? next, IReadOnlyDictionary<string, string> pages, bool isSite = false)
    {
        var markdown = new MarkdownCells(run.File, pages);
        var cells = new StringBuilder();
        var runs = run.Cells.ToDictionary(cell => cell.Number);
        foreach (var (index, cell) in run.File.Notebook.Cells.Index())
        {
            if (runs.TryGetValue(index + 1, out var code))
                AppendCode(cells, code, isSite && index > 0 && PredictedResult.AsksFor(run.File.Notebook.Cells[index - 1], cell));
            else if (cell.Kind == CellKind.Markdown)
                cells.Append($"<section class=\"text\">\n{markdown.Render(cell)}</section>\n");
            else
                cells.Append(OutputHtml.Text(cell.Source, "raw", $"Raw text of cell {index + 1}"));
        }

        if (!markdown.Headings.Any(heading => heading.Level == 1))
            cells.Insert(0, $"<h1>{Encode(run.File.Title)}</h1>\n");
        const string endOfTitle = "</h1>\n";
        cells.Insert(cells.ToString().IndexOf(endOfTitle, StringComparison.Ordinal) + endOfTitle.Length, Contents(markdown.Headings));
        return PageLayout.Render(run.File.Title + run.OnNginx, $"""
            <header class="top">
            <nav aria-label="Workbook"><a href="index.html">All notebooks</a>{(isSite ? SiteSearch.Link : "")}</nav>
            <p class="result {PageLayout.Class(run.State)}">{Result(run)}</p>
            </header>
            <main id="content">
            {cells}</main>
            <nav class="turn" aria-label="Previous and next notebook">
            {Turn(previous, "prev", "Previous")}{Turn(next, "next", "Next")}</nav>
            """);
    }

    private static string Result(NotebookRun run) => run.Culprit is { } culprit
        ? $"<strong>{PageLayout.Name(run.State)}</strong> in <a href=\"#cell-{culprit.Number}\">cell {culprit.Number}</a>; {run.PassedCount} of {run.Cells.Length} code cells passed in {PageLayout.Seconds(run.Duration)} s"
        : $"<strong>Passed</strong>{run.OnNginx}: {run.PassedCount} code cells in {PageLayout.Seconds(run.Duration)} s{Skipped(run)}";

    private static string Skipped(NotebookRun run) => run.Skipped is [var first, ..]
        ? $"; {run.Skipped.Length} skipped from <a href=\"#cell-{first.Number}\">cell {first.Number}</a> on, which says what is missing"
        : "";

    private static void AppendCode(StringBuilder html, CellRun cell, bool isFolded)
    {
        var name = $"Cell {cell.Number}";
        html.Append(CultureInfo.InvariantCulture, $"""
            <section class="code {PageLayout.Class(cell.State)}" id="cell-{cell.Number}" aria-label="{name}">
            <p class="label"><a href="#cell-{cell.Number}">{name}</a>{Note(cell)}</p>
            <pre class="source" tabindex="0" role="region" aria-label="Code of cell {cell.Number}"><code>{CSharpHtml.Of(cell.Cell.Source.TrimEnd('\n'))}</code></pre>

            """);
        var outputs = string.Concat(cell.Outputs.Select(output => OutputHtml.Of(output, $"Output of cell {cell.Number}")));
        if (cell.Error is { } error)
            outputs += OutputHtml.Text(error, cell.State == CellState.Skipped ? "stderr" : "error", $"Error of cell {cell.Number}");
        if (outputs.Length > 0)
            html.Append(isFolded ? $"<details class=\"result\"><summary>Guess first, then show the result</summary>\n<div class=\"outputs\">\n{outputs}</div></details>\n" : $"<div class=\"outputs\">\n{outputs}</div>\n");
        html.Append("</section>\n");
    }

    private static string Note(CellRun cell) => cell.State switch
    {
        CellState.Passed when cell.Cell.Tags.Contains(Cell.RaisesException) => " <span>throws, as it should</span>",
        CellState.Passed when cell.Duration >= TimeSpan.FromSeconds(0.1) => $" <span>{PageLayout.Seconds(cell.Duration)} s</span>",
        CellState.Passed => "",
        _ => $" <strong>{PageLayout.Name(cell.State)}</strong>",
    };

    private static string Contents(IReadOnlyList<Heading> headings)
    {
        var sections = headings.Where(heading => heading.Level == 2).ToArray();
        if (sections.Length < 3)
            return "";
        var items = string.Concat(sections.Select(heading => $"<li><a href=\"#{Encode(heading.Anchor)}\">{Encode(heading.Text)}</a></li>\n"));
        return $"<details class=\"contents\"><summary>On this page</summary>\n<nav aria-label=\"On this page\"><ol>\n{items}</ol></nav></details>\n";
    }

    private static string Turn(PageLink? link, string relation, string label) =>
        link is null ? "" : $"<a rel=\"{relation}\" class=\"{relation}\" href=\"{Encode(link.Href)}\"><small>{label}</small> {Encode(link.Title)}</a>\n";

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}

internal sealed record PageLink(string Href, string Title);
