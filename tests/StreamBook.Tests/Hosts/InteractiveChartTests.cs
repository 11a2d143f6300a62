using Microsoft.Playwright;
using StreamBook.Cli.Kernel;
using static Microsoft.Playwright.Assertions;

namespace StreamBook.Tests;

/// <summary>The charts of StreamBook.Polyglot under a mouse.</summary>
[FullLane, Collection(PageCollection.Name)]
public sealed class InteractiveChartTests(OneBrowser browser)
{
    // Waiting, answering, on the way, sent, arrived; headers and end.
    private const int TracesOfALane = 6;

    [PolyglotFact]
    public async Task A_mouse_over_an_event_is_told_its_times_and_a_click_in_the_legend_switches_a_lane_off()
    {
        await using var kernel = await KernelProcess.StartAsync(DotnetInteractive.CommandLine, AppContext.BaseDirectory, CancellationToken.None);
        await SharedKernel.RunAsync(kernel, $"{PolyglotTests.Library}\n{PolyglotTests.Capture}");
        var lanes = (await SharedKernel.RunAsync(kernel, "Draw.Lanes(capture, capture with { Name = \"second\" })")).Value["text/html"];
        await using var context = await browser.Browser.NewContextAsync(new() { Offline = true });
        var page = await context.NewPageAsync();
        await page.SetContentAsync(lanes);
        var lines = page.Locator(".scatterlayer .trace");
        await Expect(lines).ToHaveCountAsync(2 * TracesOfALane);

        var arrived = await lines.Nth(4).Locator(".point").Nth(1).BoundingBoxAsync();
        await MoveToAsync(arrived!);
        await Expect(page.Locator(".hoverlayer .hovertext")).ToContainTextAsync("event 2");
        foreach (var told in new[] { "sent 100 ms", "arrived 105 ms", "gap 100 ms" })
            await Expect(page.Locator(".hoverlayer .hovertext")).ToContainTextAsync(told);
        await OpenWorkbook.KeepPictureAsync(page, "plotly-lanes");

        await MoveToAsync((await lines.Nth(5).Locator(".point").First.BoundingBoxAsync())!);
        await Expect(page.Locator(".hoverlayer .hovertext")).ToHaveTextAsync("headers 3 ms");
        await Expect(page.Locator(".yaxislayer-above .ytick")).ToHaveTextAsync(["sent", "arrived", "sent", "arrived"]);

        await page.Locator(".legendtoggle").First.ClickAsync();

        await Expect(lines).ToHaveCountAsync(TracesOfALane);
        await Expect(page.Locator(".legendtext")).ToHaveCountAsync(2);
        await page.Locator(".legendtoggle").First.ClickAsync();
        await Expect(lines).ToHaveCountAsync(2 * TracesOfALane);

        Task MoveToAsync(LocatorBoundingBoxResult box) => page.Mouse.MoveAsync(box.X + box.Width / 2, box.Y + box.Height / 2, new() { Steps = 5 });
    }
}
