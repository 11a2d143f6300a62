using System.Text;
using StreamBook.Cli.Document;

namespace StreamBook.Cli.Page.Server;

/// <summary>The course, and how far the learner has come in it.</summary>
internal static class ContentsPage
{
    public static string Render(Workspace workspace) => WorkLayout.Render("Contents", "contents.js", workspace.Feed.LastId, $"""
        <main id="content">
        <h1>StreamBook</h1>
        <p class="lead">A workbook you run: event streams, WebSocket, and nginx between them. Every claim is an experiment on this machine.</p>
        {Section(workspace, "Notebooks", workspace.Book.Course)}{Section(workspace, "Exercises", workspace.Book.Exercises)}</main>
        """);

    private static string Section(Workspace workspace, string title, IReadOnlyList<string> paths)
    {
        if (paths.Count == 0)
            return "";
        var html = new StringBuilder($"<h2>{title}</h2>\n<ol class=\"toc\">\n");
        foreach (var (name, path) in workspace.Notebooks.Where(notebook => paths.Contains(notebook.Path)))
            html.Append(Item(workspace, name, path));
        return html.Append("</ol>\n").ToString();
    }

    private static string Item(Workspace workspace, string name, string path)
    {
        try
        {
            var file = NotebookFile.Load(path);
            var title = WorkLayout.Encode(file.Title);
            var (solved, tasks) = workspace.Help.Progress(file.Notebook);
            if (tasks > 0)
                return Item(name, title, $"Tasks of {title} that are solved", solved, tasks, "tasks");
            var code = file.Notebook.Cells.Where(cell => cell.Kind == CellKind.Code).Select(cell => cell.Id).ToHashSet();
            var done = workspace.Record.Passed(name).Count(code.Contains);
            return Item(name, title, $"Cells of {title} that passed", done, code.Count, "cells");
        }
        catch (NotebookException e)
        {
            return $"<li><a href=\"/{name}\">{WorkLayout.Encode(name)}</a> <span class=\"progress\">cannot be read: {WorkLayout.Encode(e.Message)}</span></li>\n";
        }
    }

    private static string Item(string name, string title, string label, int done, int count, string things) => $"""
        <li><a href="/{name}">{title}</a>
        <span class="progress"><progress max="{count}" value="{done}" aria-label="{label}"></progress> {done} of {count} {things}</span></li>

        """;
}
