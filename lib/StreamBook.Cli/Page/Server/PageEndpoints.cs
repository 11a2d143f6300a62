using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StreamBook.Cli.Document;

namespace StreamBook.Cli.Page.Server;

/// <summary>What a browser gets: pages, states, frames, logs, and the files that pages are made of.</summary>
internal static class PageEndpoints
{
    public static void Map(IEndpointRouteBuilder routes, Workspace workspace)
    {
        routes.MapGet("/", (RequestDelegate)(context => HtmlAsync(context, ContentsPage.Render(workspace))));
        routes.MapGet("/how", (RequestDelegate)(context => HtmlAsync(context, HowPage.Render(workspace.Feed.LastId))));
        routes.MapGet("/search", (RequestDelegate)(context => HtmlAsync(context, SearchPage.Render(workspace, context.Request.Query["q"].ToString()))));
        foreach (var folder in new[] { "notebooks", "exercises" })
            routes.MapGet($"/{folder}/{{**name}}", (RequestDelegate)(context => NotebookAsync(context, workspace, $"{folder}/{context.GetRouteValue("name")}")));
        routes.MapGet("/state/{**name}", OfNotebook(workspace, StateAsync));
        routes.MapGet("/difference/{**name}", OfNotebook(workspace, (context, notebook) =>
            HtmlAsync(context, DifferencePage.Render(notebook, workspace.CopyPath(notebook.Name), workspace.Feed.LastId))));
        routes.MapGet("/frame/{fingerprint}/{**name}", OfNotebook(workspace, IframeAsync));
        routes.MapGet("/log/{cell}/{**name}", OfNotebook(workspace, LogAsync));
        routes.MapGet("/web/{file}", (RequestDelegate)WebFiles.ServeAsync);
        routes.MapGet("/monaco/{**file}", (RequestDelegate)(context => EditorFiles.ServeAsync(context, workspace.EditorFolder)));

        Task StateAsync(HttpContext context, LiveNotebook notebook)
        {
            var state = notebook.State();
            var cells = WorkPage.Cells(notebook, state, workspace).Cells.Select(cell => new { cell.Id, cell.Html });
            return context.Response.WriteAsJsonAsync(new { state.Id, state.Kernel, cells, hasCopy = notebook.Copy.Exists }, JsonSerializerOptions.Web);
        }
    }

    public static Task HtmlAsync(HttpContext context, string html)
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync(html);
    }

    public static async Task NotFoundAsync(HttpContext context, string what)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        await context.Response.WriteAsync($"There is no {what} here.\n");
    }

    /// <summary>An endpoint that is about the notebook that its address names.</summary>
    public static RequestDelegate OfNotebook(Workspace workspace, Func<HttpContext, LiveNotebook, Task> serve) => async context =>
    {
        try
        {
            var name = context.GetRouteValue("name") as string ?? "";
            await (workspace.Open(name) is { } notebook ? serve(context, notebook) : NotFoundAsync(context, "notebook"));
        }
        catch (NotebookException e)
        {
            context.Response.StatusCode = StatusCodes.Status409Conflict;
            await context.Response.WriteAsJsonAsync(new { error = e.Message }, JsonSerializerOptions.Web);
        }
    };

    private static async Task NotebookAsync(HttpContext context, Workspace workspace, string name)
    {
        try
        {
            if (workspace.Open(name) is not { } notebook)
            {
                await NotFoundAsync(context, "notebook");
                return;
            }

            notebook.LookAtDisk();
            await HtmlAsync(context, WorkPage.Render(notebook, workspace, EditorFiles.Exist(workspace.EditorFolder)));
        }
        catch (NotebookException e)
        {
            await HtmlAsync(context, BrokenPage.Render(name, e, workspace.Feed.LastId));
        }
    }

    /// <summary>Markup that acts, in a world of its own: no origin, no network, nothing of the page.</summary>
    private static Task IframeAsync(HttpContext context, LiveNotebook notebook)
    {
        if (notebook.IframeDocument((string)context.GetRouteValue("fingerprint")!) is not { } html)
            return NotFoundAsync(context, "frame");
        context.Response.Headers.ContentSecurityPolicy = "sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
            + "img-src data: blob:; font-src data:; frame-ancestors 'self'";
        html = PackagedScript.In(html);
        return HtmlAsync(context, html.TrimStart().StartsWith("<!doctype", StringComparison.OrdinalIgnoreCase) ? html : $"<!DOCTYPE html><meta charset=\"utf-8\">{html}");
    }

    private static async Task LogAsync(HttpContext context, LiveNotebook notebook)
    {
        if (notebook.Session.Find((string)context.GetRouteValue("cell")!)?.WholeLogPath is not { } path)
        {
            await NotFoundAsync(context, "log");
            return;
        }

        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.ContentDisposition = "attachment; filename=\"output.txt\"";
        await using var log = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        await log.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
