using StreamBook.Cli.Document;

namespace StreamBook.Cli.Page.Server;

/// <summary>What is here beside what lies on the disk, cell by cell.</summary>
internal static class DifferencePage
{
    public static string Render(LiveNotebook notebook, string copyPath, string lastEventId)
    {
        var here = notebook.ToNotebook();
        var onDisk = File.Exists(copyPath) ? NotebookFile.Load(copyPath).Notebook : notebook.Copy.Original.Notebook;
        var ids = here.Cells.Concat(onDisk.Cells).Select(cell => cell.Id).Distinct();
        var rows = string.Concat(ids.Select(id => (Here: Source(here, id), Disk: Source(onDisk, id))).Where(pair => pair.Here != pair.Disk).Select(pair => $"""
            <tr><td><pre tabindex="0">{WorkLayout.Encode(pair.Here ?? "(no such cell)")}</pre></td><td><pre tabindex="0">{WorkLayout.Encode(pair.Disk ?? "(no such cell)")}</pre></td></tr>

            """));
        return WorkLayout.Render("The difference", "contents.js", lastEventId, $"""
            <main id="content">
            <h1>The difference</h1>
            <p><a href="/{notebook.Name}">Back to the notebook</a></p>
            <div class="scroll"><table class="difference"><caption>Cells that differ</caption><thead><tr><th scope="col">Here</th><th scope="col">On the disk</th></tr></thead><tbody>
            {rows}</tbody></table></div>
            </main>
            """);
    }

    private static string? Source(Notebook notebook, string id) => notebook.Cells.FirstOrDefault(cell => cell.Id == id)?.Source;
}
