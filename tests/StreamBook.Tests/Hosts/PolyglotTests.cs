using System.Text.RegularExpressions;
using StreamBook.Cli.Document;
using StreamBook.Cli.Kernel;

namespace StreamBook.Tests;

/// <summary>StreamBook.Polyglot in the real hosts.</summary>
[FullLane]
public sealed partial class PolyglotTests
{
    internal const string Capture = """
        var sent = new[] { 0, 100, 200 }.Select(ms => TimeSpan.FromMilliseconds(ms)).ToArray();
        var capture = new Capture
        {
            Name = "a </script> name", Uri = new("http://host/"), Status = 200, HeadersOffset = TimeSpan.FromMilliseconds(3), EndOffset = TimeSpan.FromMilliseconds(300),
            Events = [.. sent.Select(at => new ArrivedEvent(at + TimeSpan.FromMilliseconds(5), at, new ServerSentEvent("message", "x", "")))],
        };
        """;

    private static readonly Book _book = new(Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../..")));
    internal static string Library { get; } = $"#r \"{typeof(Lab).Assembly.Location}\"\nusing StreamBook;";

    [PolyglotFact]
    public async Task Captures_bars_and_loads_are_charts_of_Plotly_over_their_still_pictures_and_the_script_comes_once()
    {
        await using var kernel = await KernelProcess.StartAsync(DotnetInteractive.CommandLine, AppContext.BaseDirectory, CancellationToken.None);
        await SharedKernel.RunAsync(kernel, $"{Library}\n{Capture}");

        var lanes = (await SharedKernel.RunAsync(kernel, "Draw.Lanes(capture, capture with { Name = \"second\" })")).Value;
        var single = (await SharedKernel.RunAsync(kernel, "capture")).Value;
        var bars = (await SharedKernel.RunAsync(kernel, "Draw.Bars(\"Late\", \"ms\", (\"one\", 1), (\"two\", 2))")).Value;

        lanes["text/html"].ShouldContain("<figure");
        lanes["text/html"].ShouldContain("event 2<br>sent 100 ms<br>arrived 105 ms<br>gap 100 ms");
        lanes["text/plain"].ShouldContain("arrived");
        bars["text/html"].ShouldContain("\"text\":[\"2\",\"1\"]");
        bars["text/html"].ShouldContain("{\"text\":\"ms\"}");
        string[] all = [lanes["text/html"], single["text/html"], bars["text/html"]];
        all.ShouldAllBe(html => html.Contains("Plotly.newPlot(", StringComparison.Ordinal) && html.Contains("<svg", StringComparison.Ordinal));
        all.Count(html => html.Contains("plotly.js v", StringComparison.Ordinal)).ShouldBe(1);
        all.ShouldAllBe(html => !html.Contains("<script src", StringComparison.Ordinal) && !html.Contains("cdn.plot.ly/plotly", StringComparison.Ordinal));
    }

    [PolyglotFact]
    public async Task In_a_page_of_Jupyter_a_lane_has_its_entry_in_the_legend_and_its_caption_and_no_script_is_fetched()
    {
        if (Jupyter.WhatIsMissing is { } missing)
            Assert.Fail(missing);
        using var book = new TempBook();
        var (notebook, html) = (book.Notebook("page", $"{Library}\n{Capture}", "Draw.Lanes(capture, capture with { Name = \"second\" })"), book.InBook("page.html"));

        var run = await Jupyter.RunAsync(notebook, html);
        run.ExitCode.ShouldBe(0, run.Error);
        run.Text("stderr").ShouldBeEmpty();
        var page = await Chromium.DumpAsync(html, 480);

        page.ShouldContain("js-plotly-plot");
        LegendText().Matches(page).Select(match => match.Groups[1].Value).ShouldContain(text => text.StartsWith("second: streamed", StringComparison.Ordinal));
        page.ShouldContain("What was sent and what arrived");
    }

    [PolyglotFact]
    public async Task A_chart_that_a_reader_draws_needs_no_network_either()
    {
        await using var kernel = await KernelProcess.StartAsync(DotnetInteractive.CommandLine, AppContext.BaseDirectory, CancellationToken.None);
        await SharedKernel.RunAsync(kernel, $"{Library}\nRecipe.All.Length");
        (await SharedKernel.RunAsync(kernel, "#r \"nuget: Plotly.NET, 6.0.0\"\n#r \"nuget: Plotly.NET.CSharp, 0.14.0\"")).Result.Error.ShouldBeNull();

        var chart = await SharedKernel.RunAsync(kernel, "Plotly.NET.CSharp.Chart.Point<int, int, string>(x: new[] { 1 }, y: new[] { 3 }, Name: \"mine\")");

        chart.Value["text/html"].ShouldContain("plotly.js v");
        chart.Value["text/html"].ShouldContain("\"mine\"");
    }

    [PolyglotFact]
    public async Task A_notebook_elsewhere_has_the_magic_commands_from_the_package()
    {
        await using var kernel = await KernelProcess.StartAsync(DotnetInteractive.CommandLine, Path.GetTempPath(), CancellationToken.None);

        (await SharedKernel.RunAsync(kernel, $"#i \"nuget:{Path.Combine(_book.Root, "artifacts", "feed")}\"\n#r \"nuget: StreamBook.Polyglot, 1.0.0\"")).Result.Error.ShouldBeNull();
        var explained = await SharedKernel.RunAsync(kernel, "#!sse\ndata: one\n\n");

        explained.Outputs.OfType<CellOutput.Display>().ShouldContain(display => display.Formats.Values.Any(form => form.Contains("Event 1", StringComparison.Ordinal)));
    }

    [PolyglotFact]
    public Task The_notebook_of_magic_cells_runs_on_the_kernel_of_NET_Interactive() =>
        CourseTests.RunAsync("notebooks/polyglot.ipynb", "--host", "processes", "--kernel", DotnetInteractive.CommandLine);

    [GeneratedRegex("class=\"legendtext\"[^>]*>([^<]*)<")]
    private static partial Regex LegendText();
}
