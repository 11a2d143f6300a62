using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StreamBook.Cli.Document;
using StreamBook.Cli.Session;

namespace StreamBook.Cli.Page.Server;

/// <summary>What a page can ask for. Each is a POST; what comes of it comes over the event stream.</summary>
internal static class CommandEndpoints
{
    private static readonly object _done = new { };

    public static void Map(IEndpointRouteBuilder routes, Workspace workspace)
    {
        Command("run", (notebook, body) => Run(notebook, [body.Cell]));
        Command("run-all", (notebook, _) => Run(notebook, notebook.Session.Cells.Select(cell => cell.Id)));
        Command("run-from", (notebook, body) => Run(notebook, notebook.Session.Cells.SkipWhile(cell => cell.Id != body.Cell).Select(cell => cell.Id)));
        Command("run-before", (notebook, body) => Run(notebook, notebook.Session.Cells.TakeWhile(cell => cell.Id != body.Cell).Select(cell => cell.Id)));
        CommandAsync("stop", async (notebook, _) =>
        {
            await notebook.Session.StopAsync();
            return _done;
        });
        CommandAsync("restart", async (notebook, _) =>
        {
            await notebook.Session.EndKernelAsync(null);
            return _done;
        });
        Command("edit", (notebook, body) => notebook.Edit(body.Cell, body.Text, body.By)
            ? new { html = WorkPage.Cells(notebook, notebook.State(), workspace).Cells.FirstOrDefault(cell => cell.Id == body.Cell).Html }
            : null);
        Command("insert", (notebook, body) => Insert(notebook, body));
        Command("delete", (notebook, body) => notebook.Arrange(cells => cells.RemoveAll(cell => cell.Id == body.Cell && !cell.IsUnderWay)) ? _done : null);
        Command("reset-cell", (notebook, body) => notebook.Copy.OriginalSource(body.Cell) is { } source && notebook.Edit(body.Cell, source) ? _done : null);
        Command("reset", (notebook, _) => Changed(notebook, notebook.Copy.Reset));
        Command("reload", (notebook, _) => Changed(notebook, () => notebook.Copy.TakeFromDisk(notebook.ToNotebook())));
        Command("keep", (notebook, _) => new { aside = Path.GetFileName(notebook.Copy.Overwrite(notebook.ToNotebook())) });
        Command("guess", (notebook, body) =>
        {
            workspace.Record.SetGuess(notebook.Name, body.Cell, body.Text);
            return _done;
        });
        Command("hint", (notebook, body) =>
        {
            notebook.GiveHint(body.Cell);
            return _done;
        });
        foreach (var question in LanguageQuestions.All)
            routes.MapPost($"/do/{question.Name}/{{**name}}", PageEndpoints.OfNotebook(workspace, question.AnswerAsync));

        void Command(string name, Func<LiveNotebook, CommandBody, object?> obey) =>
            CommandAsync(name, (notebook, body) => Task.FromResult(obey(notebook, body)));

        void CommandAsync(string name, Func<LiveNotebook, CommandBody, Task<object?>> obey) =>
            routes.MapPost($"/do/{name}/{{**name}}", PageEndpoints.OfNotebook(workspace, (context, notebook) => ObeyAsync(context, notebook, obey)));
    }

    private static async Task ObeyAsync(HttpContext context, LiveNotebook notebook, Func<LiveNotebook, CommandBody, Task<object?>> obey)
    {
        var body = await CommandBody.ReadAsync(context.Request);
        if (body is null)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        // Null: it lies on the disk otherwise than it was read, and nothing was written.
        var answer = await obey(notebook, body);
        if (answer is null)
            context.Response.StatusCode = StatusCodes.Status409Conflict;
        await context.Response.WriteAsJsonAsync(answer ?? new { conflict = true }, JsonSerializerOptions.Web);
    }

    private static object Run(LiveNotebook notebook, IEnumerable<string> ids)
    {
        _ = notebook.Session.RunAsync(ids.Select(notebook.Session.Find).OfType<SessionCell>());
        return _done;
    }

    private static object? Insert(LiveNotebook notebook, CommandBody body)
    {
        var kind = body.Text == "markdown" ? CellKind.Markdown : CellKind.Code;
        var cell = new SessionCell(new(kind, RandomNumberGenerator.GetHexString(8, lowercase: true), ""));
        var isSaved = notebook.Arrange(cells => cells.FindIndex(other => other.Id == body.Cell) is >= 0 and var at
            ? cells.Insert(at + (body.Where == "above" ? 0 : 1), cell)
            : cells.Add(cell));
        return isSaved ? new { cell = cell.Id } : null;
    }

    private static object Changed(LiveNotebook notebook, Action change)
    {
        change();
        notebook.TakeFromCopy();
        return _done;
    }
}

/// <summary>What a command says.</summary>
internal sealed record CommandBody(string Cell = "", string Text = "", string Where = "", int Line = 0, int Character = 0, string? By = null)
{
    /// <summary>Reads it; null if it is none.</summary>
    public static async Task<CommandBody?> ReadAsync(HttpRequest request)
    {
        try
        {
            return await JsonSerializer.DeserializeAsync<CommandBody>(request.Body, JsonSerializerOptions.Web, request.HttpContext.RequestAborted);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
