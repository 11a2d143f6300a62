using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace StreamBook.Cli.Page.Server;

/// <summary>The files of the Monaco editor, which lie beside the program where its package could be had at the build.</summary>
internal static class EditorFiles
{
    private static readonly string _folder = Path.Combine(AppContext.BaseDirectory, "monaco") + Path.DirectorySeparatorChar;

    public static bool Exist { get; } = File.Exists(Path.Combine(_folder, "vs", "loader.js"));

    public static async Task ServeAsync(HttpContext context)
    {
        var path = Path.GetFullPath(Path.Combine(_folder, context.GetRouteValue("file") as string ?? ""));
        if (!path.StartsWith(_folder, StringComparison.Ordinal) || !File.Exists(path))
        {
            await PageEndpoints.NotFoundAsync(context, "file");
            return;
        }

        // Of one version of a package, so it never changes while the program runs.
        context.Response.Headers.CacheControl = "private, max-age=86400";
        context.Response.ContentType = WebFiles.ContentType(path);
        await context.Response.SendFileAsync(path, context.RequestAborted);
    }
}
