using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using StreamBook.Cli.Runner;
using StreamBook.Cli.Session;

namespace StreamBook.Cli.Page;

/// <summary>What all pages share.</summary>
internal static partial class PageLayout
{
    private static readonly Lazy<string> _style = new(() =>
    {
        using var stream = typeof(PageLayout).Assembly.GetManifestResourceStream("page.css")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    });

    /// <param name="title">Of the page.</param>
    /// <param name="body">What it shows.</param>
    /// <param name="scripts">The scripts of the page itself; beside iframes it has none.</param>
    public static string Render(string title, string body, params string[] scripts) => $"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="{Policy(body, scripts)}">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>{WebUtility.HtmlEncode(title)} · StreamBook</title>
        <style>
        {_style.Value}</style>
        </head>
        <body>
        <a class="skip" href="#content">Skip to the content</a>
        {body}
        {string.Concat(scripts.Select(script => $"<script>{script}</script>\n"))}</body>
        </html>

        """;

    // Nothing is loaded or sent, and of scripts only those run that are named by their hash. An iframe inherits the policy,
    // so that a page with iframes has to allow scripts that stand in them. https://www.w3.org/TR/CSP3/
    private static string Policy(string body, string[] scripts)
    {
        var allowed = body.Contains(OutputHtml.IframeStart, StringComparison.Ordinal)
            ? "'unsafe-inline'"
            : string.Join(' ', scripts.Select(script => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)))}'"));
        return "default-src 'none'; img-src data:; media-src data:; font-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
            + (allowed.Length > 0 ? $"; script-src {allowed}" : "");
    }

    public static string Name(CellState state) => state switch
    {
        CellState.NotRun => "Not run",
        _ => state.ToString(),
    };

    public static string Class(CellState state) => state.ToString().ToLowerInvariant();

    /// <summary>A sentence with code between backticks.</summary>
    public static string Prose(string text) => Code().Replace(WebUtility.HtmlEncode(PlainText.Of(text)), "<code>$1</code>");

    public static string Seconds(TimeSpan duration) => duration.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();
}
