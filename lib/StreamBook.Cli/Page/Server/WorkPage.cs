using System.Text;
using StreamBook.Cli.Document;

namespace StreamBook.Cli.Page.Server;

/// <summary>A notebook to read, change and run.</summary>
internal static class WorkPage
{
    public static string Render(LiveNotebook notebook, Workspace workspace, bool hasEditor)
    {
        var state = notebook.State();
        var (cells, headings) = Cells(notebook, state, workspace);
        var all = workspace.Notebooks;
        var place = all.ToList().FindIndex(other => other.Name == notebook.Name);
        var title = notebook.Copy.Notebook.Title ?? notebook.Name;
        return WorkLayout.Render(title, "notebook.js", state.Id, $"""
            <section class="commands" aria-label="This notebook" data-notebook="{notebook.Name}" data-editor="{(hasEditor ? "monaco" : "plain")}" data-kernel="{WorkLayout.Encode(state.Kernel)}">
            <button type="button" data-do="run-all">Run all</button>
            <button type="button" data-do="stop">Stop</button>
            <button type="button" data-do="restart">Restart</button>
            <button type="button" data-do="reset"{(notebook.Copy.Exists ? "" : " hidden")}>Reset notebook</button>
            <button type="button" data-do="help" aria-keyshortcuts="?">Keys</button>
            <span id="kernel" role="status"></span>
            </section>
            <main id="content">
            {Notices(notebook)}            {Contents(headings)}<div id="cells">
            {string.Concat(cells.Select(cell => cell.Html))}</div>
            </main>
            <nav class="turn" aria-label="Previous and next notebook">
            {Turn(place - 1, "prev", "Previous")}{Turn(place + 1, "next", "Next")}</nav>
            {Help}
            """);

        string Turn(int index, string relation, string label) => index < 0 || index >= all.Count ? ""
            : $"<a rel=\"{relation}\" class=\"{relation}\" href=\"/{all[index].Name}\"><small>{label}</small> {WorkLayout.Encode(TitleOf(all[index].Path))}</a>\n";
    }

    /// <summary>The cells, and the headings in them.</summary>
    public static (IReadOnlyList<(string Id, string Html)> Cells, IReadOnlyList<Heading> Headings) Cells(LiveNotebook notebook, LiveState state, Workspace workspace)
    {
        var markdown = new MarkdownCells(notebook.Copy.Original with { Notebook = notebook.ToNotebook() }, workspace.Pages);
        return ([.. WorkCell.Render(notebook, state, workspace, markdown)], markdown.Headings);
    }

    /// <summary>The title of a notebook on the disk; its name where it cannot be read.</summary>
    public static string TitleOf(string path)
    {
        try
        {
            return NotebookFile.Load(path).Title;
        }
        catch (NotebookException)
        {
            return Path.GetFileNameWithoutExtension(path);
        }
    }

    private static string Contents(IReadOnlyList<Heading> headings)
    {
        var sections = headings.Where(heading => heading.Level == 2).ToArray();
        if (sections.Length < 3)
            return "";
        var items = string.Concat(sections.Select(heading => $"<li><a href=\"#{WorkLayout.Encode(heading.Anchor)}\">{WorkLayout.Encode(heading.Text)}</a></li>\n"));
        return $"<details class=\"contents\"><summary>On this page</summary>\n<nav aria-label=\"On this page\"><ol>\n{items}</ol></nav></details>\n";
    }

    private static string Notices(LiveNotebook notebook)
    {
        var html = new StringBuilder();
        if (notebook.Copy.IsChangedOnDisk)
        {
            html.Append($"""
                <div class="notice" role="alert" id="conflict">
                <p>Your copy of this notebook changed on the disk since it was read here. It has not been overwritten, and your edits here are not saved until you choose. What you do not choose is kept beside it.</p>
                <button type="button" data-do="reload">Take what is on the disk</button>
                <button type="button" data-do="keep">Keep what is here</button>
                <a href="/difference/{notebook.Name}">See the difference</a>
                </div>

                """);
        }

        if (notebook.Copy.IsOriginalNew)
            html.Append("<div class=\"notice\"><p>The original has changed since you began your copy. <em>Reset notebook</em> shows the new one; your copy is kept beside it.</p></div>\n");
        return html.ToString();
    }

    private const string Help = """
        <dialog id="help" aria-labelledby="help-title">
        <h2 id="help-title">Keys</h2>
        <table>
        <caption>A cell is selected; while it is edited only those with a modifier, and Escape</caption>
        <thead><tr><th scope="col">Key</th><th scope="col">Does</th></tr></thead>
        <tbody>
        <tr><th scope="row"><kbd>Shift</kbd>+<kbd>Enter</kbd></th><td>Run the cell, go to the next</td></tr>
        <tr><th scope="row"><kbd>Ctrl</kbd>+<kbd>Enter</kbd></th><td>Run the cell, stay</td></tr>
        <tr><th scope="row"><kbd>Alt</kbd>+<kbd>Enter</kbd></th><td>Run the cell, add one below</td></tr>
        <tr><th scope="row"><kbd>↑</kbd> <kbd>↓</kbd> or <kbd>K</kbd> <kbd>J</kbd></th><td>The cell before, the next</td></tr>
        <tr><th scope="row"><kbd>Enter</kbd></th><td>Edit the cell</td></tr>
        <tr><th scope="row"><kbd>Escape</kbd></th><td>Leave the editor</td></tr>
        <tr><th scope="row"><kbd>A</kbd> <kbd>B</kbd></th><td>Add a cell above, below</td></tr>
        <tr><th scope="row"><kbd>D</kbd> <kbd>D</kbd></th><td>Delete the cell</td></tr>
        <tr><th scope="row"><kbd>I</kbd> <kbd>I</kbd></th><td>Stop what runs</td></tr>
        <tr><th scope="row"><kbd>?</kbd></th><td>This list</td></tr>
        </tbody>
        </table>
        <form method="dialog"><button>Close</button></form>
        </dialog>
        """;
}
