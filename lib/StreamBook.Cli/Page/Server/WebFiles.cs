using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace StreamBook.Cli.Page.Server;

/// <summary>The scripts and styles of the pages: part of the program.</summary>
internal static class WebFiles
{
    private static readonly string _version = $"\"{typeof(WebFiles).Assembly.ManifestModule.ModuleVersionId:N}\"";

    public static async Task ServeAsync(HttpContext context)
    {
        var file = (string)context.GetRouteValue("file")!;
        await using var content = typeof(WebFiles).Assembly.GetManifestResourceStream(file == "page.css" ? file : $"web/{file}");
        if (content is null)
        {
            await PageEndpoints.NotFoundAsync(context, "file");
            return;
        }

        context.Response.Headers.CacheControl = "no-cache";
        context.Response.Headers.ETag = _version;
        if (context.Request.Headers.IfNoneMatch == _version)
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        context.Response.ContentType = ContentType(file);
        await content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    /// <summary>The type of a file by its ending.</summary>
    public static string ContentType(string file) => Path.GetExtension(file) switch
    {
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".ttf" => "font/ttf",
        ".json" => "application/json",
        _ => "application/octet-stream",
    };
}
