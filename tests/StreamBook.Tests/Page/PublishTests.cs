using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace StreamBook.Tests;

/// <summary>The published site, opened from its files.</summary>
[FullLane, Collection(PageCollection.Name)]
public sealed class PublishTests(OneBrowser browser) : IDisposable
{
    private readonly TempBook _book = new();

    public void Dispose() => _book.Dispose();

    [BrowserFact]
    public async Task The_site_works_from_files_folds_what_is_to_be_guessed_and_finds_words()
    {
        _book.Notebook("01-first", $"# First\n\n{string.Concat(Enumerable.Repeat("words before ", 20))} **Predict:** what is it?", "6 * 7", "\"seen at once\"");
        (await BookProcess.RunAsync(_book.Root, "publish", "site")).ShouldExitWith(0);
        await using var context = await browser.Browser.NewContextAsync(new() { Offline = true });
        var page = await context.NewPageAsync();
        var requests = new List<string>();
        page.Request += (_, request) => requests.Add(request.Url);

        await page.GotoAsync(new Uri(_book.InBook("site", "index.html")).ToString());
        await page.GetByText("Search").ClickAsync();
        await page.GetByRole(AriaRole.Searchbox).FillAsync("predict");
        await Expect(page.Locator("#hits li")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("First, cell 1… (words|before) .* Predict: what is it\\?$"));
        await page.GetByRole(AriaRole.Searchbox).FillAsync("6 7");
        await page.GetByText("First, cell 2").ClickAsync();

        await Expect(page.GetByText("42")).ToBeHiddenAsync();
        await page.GetByText("Guess first").ClickAsync();
        await Expect(page.GetByText("42")).ToBeVisibleAsync();
        await Expect(page.GetByText("seen at once").Last).ToBeVisibleAsync();
        requests.ShouldAllBe(request => request.StartsWith("file://"));
    }

    /// <summary>What a browser does with it is what counts: the frame's script runs, the rest of the page has none, and nothing is fetched.</summary>
    [BrowserFact]
    public async Task A_page_runs_scripts_in_frames_only_and_asks_nothing_of_the_network()
    {
        using var elsewhere = HomeServer.Start(_ => Task.CompletedTask);
        _book.Notebook("01-first", $"# First\n\n![x]({elsewhere.Url}a.png) <img src='{elsewhere.Url}b.png'>",
            $"display(HTML(\"<p id=a>still</p><script>document.getElementById('a').textContent = 'moved'</script><img src='{elsewhere.Url}c.png'>\"));",
            "HTML(\"<a href='java&#115;cript:document.title=1'>link</a>\")");
        (await BookProcess.RunAsync(_book.Root, "publish", "site")).ShouldExitWith(0);
        await using var context = await browser.Browser.NewContextAsync();
        var page = await context.NewPageAsync();
        var requests = new List<string>();
        page.Request += (_, request) => requests.Add(request.Url);

        await page.GotoAsync(new Uri(_book.InBook("site", "01-first.html")).ToString());

        await Expect(page.Locator("iframe").First.ContentFrame.Locator("#a")).ToHaveTextAsync("moved");
        await page.Locator("iframe").Last.ContentFrame.GetByText("link").ClickAsync();
        await Expect(page.GetByText("which this page does not load")).ToHaveCountAsync(1);
        (await page.TitleAsync()).ShouldStartWith("First");
        // Chromium now and then tells of a request that the page's policy then refuses: what counts is whether it left.
        elsewhere.RequestCount.ShouldBe(0);
        requests.ShouldAllBe(request => request.StartsWith("file://") || request.StartsWith("about:") || request.StartsWith("data:") || request == $"{elsewhere.Url}c.png");
    }

    [BrowserFact]
    public async Task A_chart_of_Plotly_is_drawn_without_network_in_the_site_and_on_the_page()
    {
        _book.Notebook("01-first", "# First", "#r \"nuget: Plotly.NET, 6.0.0\"\n#r \"nuget: Plotly.NET.CSharp, 0.14.0\"",
            "Plotly.NET.CSharp.Chart.Point<int, int, string>(x: new[] { 1, 2, 3 }, y: new[] { 3, 4, 8 }, Name: \"measured\", ShowLegend: true)");
        (await BookProcess.RunAsync(_book.Root, "publish", "site")).ShouldExitWith(0);
        await using var context = await browser.Browser.NewContextAsync(new() { Offline = true });
        var page = await context.NewPageAsync();
        await page.GotoAsync(new Uri(_book.InBook("site", "01-first.html")).ToString());

        await ShouldShowTheChartAsync(page);
        await OpenWorkbook.KeepPictureAsync(page, "plotly-site");

        await using var workbook = await OpenWorkbook.StartAsync(browser, _book.Root);
        var live = await workbook.GoToAsync("/notebooks/01-first");
        await live.GetByRole(AriaRole.Button, new() { Name = "Run all" }).First.ClickAsync();
        await ShouldShowTheChartAsync(live);
        await OpenWorkbook.KeepPictureAsync(live, "plotly-page");
    }

    private static async Task ShouldShowTheChartAsync(IPage page)
    {
        var chart = page.Locator("iframe").ContentFrame;
        await Expect(chart.Locator(".scatterlayer .point")).ToHaveCountAsync(3);
        await Expect(chart.Locator(".legendtext")).ToHaveTextAsync("measured");
    }

    [Fact]
    public async Task A_course_with_a_cell_that_fails_is_not_published()
    {
        _book.Notebook("01-first", "throw new Exception(\"no\");");

        var result = (await BookProcess.RunAsync(_book.Root, "publish", "site")).ShouldExitWith(1);

        result.Error.ShouldContain("Nothing was published");
        Directory.Exists(_book.InBook("site")).ShouldBeFalse();
    }
}
