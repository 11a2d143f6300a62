using System.Globalization;
using System.Net;
using StreamBook.Cli.Runner;
using StreamBook.Cli.Session;

namespace StreamBook.Cli.Page;

/// <summary>What all pages share.</summary>
internal static class PageLayout
{
    private static readonly Lazy<string> _style = new(() =>
    {
        using var stream = typeof(PageLayout).Assembly.GetManifestResourceStream("page.css")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    });

    public static string Render(string title, string body) => $"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>{WebUtility.HtmlEncode(title)} · StreamBook</title>
        <style>
        {_style.Value}</style>
        </head>
        <body>
        <a class="skip" href="#content">Skip to the content</a>
        {body}
        </body>
        </html>

        """;

    public static string Name(CellState state) => state switch
    {
        CellState.NotRun => "Not run",
        _ => state.ToString(),
    };

    public static string Class(CellState state) => state.ToString().ToLowerInvariant();

    public static string Seconds(TimeSpan duration) => duration.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
}
