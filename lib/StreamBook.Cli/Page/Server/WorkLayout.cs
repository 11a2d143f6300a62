using System.Net;

namespace StreamBook.Cli.Page.Server;

/// <summary>What all pages of the workbook share.</summary>
internal static class WorkLayout
{
    /// <param name="title">Of the page.</param>
    /// <param name="script">The module that makes it live.</param>
    /// <param name="lastEventId">Up to which event the page knows; its stream goes on from there.</param>
    /// <param name="body">Between the head and the foot.</param>
    /// <param name="query">What was searched for.</param>
    public static string Render(string title, string script, string lastEventId, string body, string query = "") => $"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="last-event-id" content="{lastEventId}">
        <title>{Encode(title)} · StreamBook</title>
        <link rel="icon" href="/web/icon.svg" type="image/svg+xml">
        <link rel="stylesheet" href="/web/page.css">
        <link rel="stylesheet" href="/web/work.css">
        <script src="/web/theme.js"></script>
        <script type="module" src="/web/{script}"></script>
        </head>
        <body class="work">
        <a class="skip" href="#content">Skip to the content</a>
        <header class="site">
        <nav aria-label="Workbook"><a class="home" href="/">StreamBook</a> <a href="/how">How this page works</a></nav>
        <form role="search" action="/search"><label class="unseen" for="q">Search the course</label><input id="q" name="q" type="search" placeholder="Search" autocomplete="off" value="{Encode(query)}"></form>
        <button type="button" id="theme" aria-pressed="false" title="Light or dark">Dark</button>
        </header>
        {body}
        <p id="says" class="unseen" role="status" aria-live="polite"></p>
        <div id="lost" role="alert" hidden></div>
        </body>
        </html>

        """;

    public static string Encode(string text) => WebUtility.HtmlEncode(text);
}
