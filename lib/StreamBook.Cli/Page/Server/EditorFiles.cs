using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace StreamBook.Cli.Page.Server;

/// <summary>The files of the Monaco editor, which lie beside the program where its package could be had at the build.</summary>
internal static class EditorFiles
{
    /// <summary>Where they lie in the output of the build.</summary>
    public static string Beside { get; } = Path.Combine(AppContext.BaseDirectory, "monaco");

    /// <summary>Whether there is an editor in a folder.</summary>
    public static bool Exist(string folder) => File.Exists(Path.Combine(folder, "vs", "loader.js"));

    public static async Task ServeAsync(HttpContext context, string folder)
    {
        folder += Path.DirectorySeparatorChar;
        var path = Path.GetFullPath(Path.Combine(folder, context.GetRouteValue("file") as string ?? ""));
        if (!path.StartsWith(folder, StringComparison.Ordinal) || !File.Exists(path))
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
