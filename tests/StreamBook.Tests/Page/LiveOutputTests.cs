using System.Text.RegularExpressions;
using Microsoft.Playwright;
using StreamBook.Cli.Page.Server;
using static Microsoft.Playwright.Assertions;

namespace StreamBook.Tests;

/// <summary>What a cell puts out reaches the page whole and once, whatever happens to the line, the page or the server.</summary>
[FullLane, Collection(PageCollection.Name)]
public sealed class LiveOutputTests(OneBrowser browser) : IDisposable
{
    private const string Counting = "for (var i = 1; i <= 60; i++) { Console.WriteLine(i); await Task.Delay(50); }";

    private static readonly string _counted = string.Join('\n', Enumerable.Range(1, 60));

    private readonly TempBook _book = new();

    public void Dispose() => _book.Dispose();

    [BrowserFact]
    public async Task A_page_that_is_loaded_again_in_mid_run_shows_all_and_nothing_twice()
    {
        _book.Notebook("a", Counting);
        await using var workbook = await OpenWorkbook.StartAsync(browser, _book.Root);
        var page = await workbook.GoToAsync("/notebooks/a");
        await page.GetByRole(AriaRole.Button, new() { Name = "Run all" }).ClickAsync();
        await Expect(page.Locator(".stdout")).ToContainTextAsync("5\n");

        await page.ReloadAsync();
        await Expect(page.Locator(".stdout")).ToContainTextAsync("15\n");
        await page.ReloadAsync();

        await Expect(page.Locator("#cell-1")).ToHaveClassAsync(new Regex("passed"));
        (await page.Locator(".stdout").TextContentAsync()).ShouldBe(_counted);
        workbook.Errors.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task A_line_that_was_cut_is_taken_up_where_it_was_left()
    {
        _book.Notebook("a", Counting, "\"end\"");
        var port = OpenWorkbook.FreePort();
        await using var workbook = await OpenWorkbook.StartAsync(browser, _book.Root, proxies: $"localhost:{port}");
        await using var relay = new Relay(workbook.Server.Port, port);
        var page = await workbook.Context.NewPageAsync();
        var resumed = new List<string>();
        page.Request += (_, request) =>
        {
            if (request.Url.Contains("/events", StringComparison.Ordinal))
                resumed.Add(request.Url);
        };
        await page.GotoAsync($"http://localhost:{port}/notebooks/a");
        await page.GetByRole(AriaRole.Button, new() { Name = "Run all" }).ClickAsync();
        await Expect(page.Locator(".stdout")).ToContainTextAsync("5\n");

        relay.Cut();
        await Expect(page.Locator("#lost")).ToContainTextAsync("lost");
        relay.Mend();

        await Expect(page.Locator("#cell-2")).ToHaveClassAsync(new Regex("passed"));
        (await page.Locator("#cell-1 .stdout").TextContentAsync()).ShouldBe(_counted);
        await Expect(page.Locator("#lost")).ToBeHiddenAsync();
        resumed.Count.ShouldBeGreaterThan(1);
    }

    [BrowserFact]
    public async Task An_endless_loop_is_stopped_and_the_cells_before_can_be_run_again()
    {
        _book.Notebook("a", "var x = 41;", "Console.Write(\"on\"); while (true) ;", "x + 1", "# Far below", $"# {string.Concat(Enumerable.Repeat("text\n\n", 100))}");
        await using var workbook = await OpenWorkbook.StartAsync(browser, _book.Root);
        var page = await workbook.GoToAsync("/notebooks/a");
        await page.GetByRole(AriaRole.Button, new() { Name = "Run all" }).ClickAsync();
        await Expect(page.Locator("#cell-2 .stdout")).ToHaveTextAsync("on");

        await page.GetByRole(AriaRole.Button, new() { Name = "Stop" }).ClickAsync();

        await Expect(page.Locator("#cell-2 .error")).ToContainTextAsync("all variables are gone");
        await Expect(page.Locator("#cell-3 .status")).ToHaveTextAsync("");
        await Expect(page.Locator("#cell-1")).ToHaveClassAsync(new Regex("passed old"));
        await Expect(page.Locator("#kernel-notice")).ToContainTextAsync("did not answer and was ended");
        await page.Mouse.WheelAsync(0, 2000);
        await Expect(page.Locator("h1", new() { HasText = "Far below" })).Not.ToBeInViewportAsync();
        await Expect(page.Locator("#kernel-notice")).ToBeInViewportAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Run the cells before again" }).ClickAsync();
        await Expect(page.Locator("#cell-1")).ToHaveClassAsync(new Regex("passed(?! old)"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Run cell 3", Exact = true }).ClickAsync();
        await Expect(page.Locator("#cell-3 .outputs")).ToHaveTextAsync("42");
        workbook.Errors.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task A_cell_that_prints_without_end_leaves_the_page_alive_and_can_be_stopped()
    {
        _book.Notebook("a", "var line = new string('x', 99); while (true) Console.WriteLine(line);");
        await using var workbook = await OpenWorkbook.StartAsync(browser, _book.Root);
        var page = await workbook.GoToAsync("/notebooks/a");
        await page.GetByRole(AriaRole.Button, new() { Name = "Run all" }).ClickAsync();
        await Expect(page.Locator(".stdout")).ToContainTextAsync("is left out here");

        await page.GetByRole(AriaRole.Button, new() { Name = "Stop" }).ClickAsync();

        await Expect(page.Locator("#cell-1")).ToHaveClassAsync(new Regex("interrupted"));
        var shown = (await page.Locator(".stdout").TextContentAsync())!;
        shown.Length.ShouldBeLessThan(OutputView.LongestText);
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByText("All that was printed").ClickAsync());
        new FileInfo(await download.PathAsync()).Length.ShouldBeGreaterThan(OutputView.LongestText);
    }

    [BrowserFact]
    public async Task Ten_thousand_values_are_shown_as_the_first_and_the_last_and_progress_changes_in_place()
    {
        _book.Notebook("a", "for (var i = 0; i < 10_000; i++) display(i);", "var d = display(\"begun\"); for (var i = 0; i <= 100; i++) d.Update($\"{i} %\");");
        await using var workbook = await OpenWorkbook.StartAsync(browser, _book.Root);
        var page = await workbook.GoToAsync("/notebooks/a");

        await page.GetByRole(AriaRole.Button, new() { Name = "Run all" }).ClickAsync();

        await Expect(page.Locator("#cell-2")).ToHaveClassAsync(new Regex("passed"));
        await Expect(page.Locator("#cell-2 .piece")).ToHaveTextAsync(["100 %"]);
        (await page.Locator("#cell-1 .piece").CountAsync()).ShouldBeLessThan(210);
        await Expect(page.Locator("#cell-1 .piece").First).ToHaveTextAsync("0");
        await Expect(page.Locator("#cell-1 .piece").Last).ToHaveTextAsync("9999");
    }

    [BrowserFact]
    public async Task Markup_that_acts_is_shut_in_a_frame_from_which_it_reaches_nothing()
    {
        _book.Notebook("a", """
            HTML("<p id=said>waiting</p><script>(async () => { let said = 'ran'; try { said += parent.document.title; } catch { said += ', shut in'; } try { await fetch('/'); said += ', fetched'; } catch { said += ', no network'; } document.getElementById('said').textContent = said; })()</script>")
            """);
        await using var workbook = await OpenWorkbook.StartAsync(browser, _book.Root);
        var page = await workbook.GoToAsync("/notebooks/a");

        await page.GetByRole(AriaRole.Button, new() { Name = "Run all" }).ClickAsync();

        await Expect(page.FrameLocator("iframe").Locator("#said")).ToHaveTextAsync("ran, shut in, no network");
    }

    [BrowserFact]
    public async Task What_was_typed_while_the_server_was_gone_is_written_when_it_is_back()
    {
        _book.Notebook("a", "1");
        await using var workbook = await OpenWorkbook.StartAsync(browser, _book.Root);
        var page = await workbook.GoToAsync("/notebooks/a");
        await page.Locator(".source").First.DblClickAsync();
        await workbook.StartAnewAsync(_book.Root);
        await page.Locator("textarea.plain").FillAsync("\"kept\"");
        await Expect(page.Locator("#lost")).ToContainTextAsync("started anew");

        await page.GotoAsync(workbook.Server.Gate.NewAddress());
        await page.GotoAsync(workbook.Address + "/notebooks/a");

        await Expect(page.Locator(".source").First).ToHaveTextAsync("\"kept\"");
        await Eventually.SeeAsync(() => File.Exists(_book.InBook(".streambook", "notebooks", "a.ipynb")), seen => seen);
    }

    [BrowserFact]
    public async Task A_copy_that_changed_on_the_disk_is_not_overwritten_until_the_learner_says_so()
    {
        _book.Notebook("a", "1");
        var copy = _book.InBook(".streambook", "notebooks", "a.ipynb");
        await using var workbook = await OpenWorkbook.StartAsync(browser, _book.Root);
        var page = await workbook.GoToAsync("/notebooks/a");
        await EditAsync("2");
        var elsewhere = (await File.ReadAllTextAsync(copy)).Replace("\"2\"", "\"3\"");
        await File.WriteAllTextAsync(copy, elsewhere);

        await EditAsync("4");

        await Expect(page.Locator("#conflict")).ToBeVisibleAsync();
        (await File.ReadAllTextAsync(copy)).ShouldBe(elsewhere);
        await page.GetByText("See the difference").ClickAsync();
        await Expect(page.Locator("td pre")).ToHaveTextAsync(["4", "3"]);
        await page.GoBackAsync();
        await page.GetByText("Keep what is here").ClickAsync();
        await Expect(page.Locator("#conflict")).ToHaveCountAsync(0);
        (await File.ReadAllTextAsync(copy)).ShouldContain("\"4\"");
        (await File.ReadAllTextAsync(copy.Replace(".ipynb", ".before.ipynb"))).ShouldBe(elsewhere);

        await File.WriteAllTextAsync(copy, elsewhere);
        await EditAsync("5");
        await page.GetByText("Take what is on the disk").ClickAsync();

        await Expect(page.Locator("#conflict")).ToHaveCountAsync(0);
        await Expect(page.Locator(".source").First).ToHaveTextAsync("3");
        (await File.ReadAllTextAsync(copy.Replace(".ipynb", ".before.ipynb"))).ShouldContain("\"5\"");

        async Task EditAsync(string text)
        {
            await page.Locator(".source").First.DblClickAsync();
            await page.Locator("textarea.plain").FillAsync(text);
            await page.Keyboard.PressAsync("Escape");
            await Expect(page.Locator("textarea.plain")).ToHaveCountAsync(0);
        }
    }

    [BrowserFact]
    public async Task A_file_that_is_no_notebook_is_shown_with_the_line_that_is_wrong_and_left_as_it_is()
    {
        var path = _book.Notebook("a", "1");
        var broken = (await File.ReadAllTextAsync(path)).Replace("\"cells\": [", "\"cells\": [,");
        await File.WriteAllTextAsync(path, broken);
        await using var workbook = await OpenWorkbook.StartAsync(browser, _book.Root);

        var page = await workbook.GoToAsync("/notebooks/a");

        await Expect(page.Locator("mark")).ToContainTextAsync("\"cells\": [,");
        await Expect(page.GetByRole(AriaRole.Alert).First).ToContainTextAsync("broken JSON at line 2");
        (await File.ReadAllTextAsync(path)).ShouldBe(broken);
    }
}
