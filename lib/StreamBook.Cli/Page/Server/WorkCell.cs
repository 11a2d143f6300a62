using System.Text;
using StreamBook.Cli.Document;
using StreamBook.Cli.Session;

namespace StreamBook.Cli.Page.Server;

/// <summary>One cell in the workbook: what a page has of it.</summary>
/// <param name="Number">Its place among all cells, from 1.</param>
/// <param name="Cell">The cell.</param>
/// <param name="Told">What the pages were told of it.</param>
/// <param name="Original">Its source in the original; null for a cell of the learner's.</param>
/// <param name="AsksForGuess">Whether a guess is asked for before its result.</param>
/// <param name="Guess">What was guessed.</param>
/// <param name="Help">What helps with the task that it checks; empty where it checks none.</param>
internal sealed record WorkCell(int Number, SessionCell Cell, LiveCell Told, string? Original, bool AsksForGuess, string Guess, string Help)
{
    private string Label => $"Cell {Number}";

    /// <summary>The cells of a notebook as HTML, by ID.</summary>
    public static IEnumerable<(string Id, string Html)> Render(LiveNotebook notebook, LiveState state, Workspace workspace, MarkdownCells markdown)
    {
        for (var i = 0; i < state.Cells.Count; i++)
        {
            var cell = state.Cells[i];
            var asks = cell.IsCode && i > 0 && PredictedResult.AsksFor(state.Cells[i - 1].Cell, cell.Cell);
            var work = new WorkCell(i + 1, cell, state.Told(cell), notebook.Copy.OriginalSource(cell.Id), asks, asks ? workspace.Record.Guess(notebook.Name, cell.Id) : "", workspace.Help.Html(notebook.Name, cell.Cell));
            yield return (cell.Id, work.Render(markdown));
        }
    }

    private string Render(MarkdownCells markdown)
    {
        var kind = Cell.Cell.Kind;
        var shown = kind switch
        {
            CellKind.Markdown => $"<div class=\"text shown\">\n{markdown.Render(Cell.Cell)}</div>\n",
            CellKind.Code => $"<pre class=\"source shown\" tabindex=\"0\" role=\"region\" aria-label=\"Code of cell {Number}\"><code>{CSharpHtml.Of(Cell.Cell.Source.TrimEnd('\n'))}</code></pre>\n",
            _ => OutputHtml.Text(Cell.Cell.Source, "raw shown", $"Raw text of cell {Number}"),
        };
        var state = kind == CellKind.Code ? $" {PageLayout.Class(Told.Status.State)}{(Told.Status.IsOld ? " old" : "")}" : "";
        return $"""
            <section class="cell {kind.ToString().ToLowerInvariant()}{state}" id="cell-{Number}" data-cell="{Cell.Id}" aria-label="{Label}" tabindex="-1">
            {Bar()}<div class="body">
            {shown}<textarea class="raw" hidden readonly aria-label="Source of cell {Number}">
            {WorkLayout.Encode(Cell.Cell.Source)}</textarea>
            </div>
            {Results()}{Help}{Changed()}</section>

            """;
    }

    private string Bar()
    {
        var html = new StringBuilder($"<div class=\"bar\"><a class=\"label\" href=\"#cell-{Number}\">{Label}</a>");
        if (Cell.IsCode)
            html.Append($"<span class=\"status\">{WorkLayout.Encode(Told.Status.Text)}</span>");
        html.Append("<span class=\"tools\" role=\"group\" aria-label=\"").Append(Label).Append("\">");
        if (Cell.IsCode)
            html.Append(Tool("run", "Run", $"Run cell {Number}")).Append(Tool("run-from", "Run from here", $"Run from here: cell {Number} and those after it"));
        return html.Append(Tool("edit", "Edit", $"Edit cell {Number}")).Append(Tool("below", "Add", $"Add a cell below cell {Number}"))
            .Append(Tool("delete", "Delete", $"Delete cell {Number}")).Append("</span></div>\n").ToString();
    }

    private static string Tool(string does, string text, string name) =>
        $"<button type=\"button\" data-do=\"{does}\" tabindex=\"-1\" aria-label=\"{name}\">{text}</button>";

    // Seen before the guess, a result teaches less.
    private string Results()
    {
        if (!Cell.IsCode)
            return "";
        var outputs = $"<div class=\"outputs\" aria-label=\"Output of cell {Number}\" role=\"group\">{string.Concat(Told.View.Pieces.Select(Piece))}</div>\n";
        return !AsksForGuess ? outputs : $"""
            <div class="guess"><label for="guess-{Number}">Your guess</label><textarea id="guess-{Number}" rows="2" placeholder="Before you run it: what will happen?">
            {WorkLayout.Encode(Guess)}</textarea></div>
            <details class="result"><summary>Show the result</summary>
            {outputs}</details>

            """;
    }

    /// <summary>One output, in a box that an event can name by its place.</summary>
    private static string Piece(string html) => $"<div class=\"piece\">{html}</div>";

    private string Changed()
    {
        if (Original is null)
            return "<p class=\"yours\">This cell is yours.</p>\n";
        if (Original == Cell.Cell.Source)
            return "";
        var original = Cell.IsCode ? CSharpHtml.Of(Original.TrimEnd('\n')) : WorkLayout.Encode(Original);
        return $"""
            <details class="yours"><summary>You changed this cell</summary>
            <pre class="source" tabindex="0" role="region" aria-label="Cell {Number} in the original"><code>{original}</code></pre>
            <button type="button" data-do="reset-cell">Go back to the original cell</button>
            </details>

            """;
    }
}
