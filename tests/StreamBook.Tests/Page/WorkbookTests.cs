using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace StreamBook.Tests;

/// <summary>The workbook in a real browser, as a learner uses it.</summary>
[FullLane, Collection(PageCollection.Name)]
public sealed class WorkbookTests(OneBrowser browser) : IAsyncLifetime, IDisposable
{
    private readonly TempBook _book = new();
    private OpenWorkbook _workbook = null!;

    public async Task InitializeAsync()
    {
        _book.Notebook("01-first", "# First\n\nSome text.", "Console.WriteLine(\"hello \" + 6 * 7);", "# Then\n\n**Predict:** what is it?", "6 * 7", "throw new Exception(\"on purpose\");", "\"never\"");
        _book.Notebook("02-second", "# Second", "1 + 1");
        _workbook = await OpenWorkbook.StartAsync(browser, _book.Root);
    }

    public async Task DisposeAsync() => await _workbook.DisposeAsync();

    public void Dispose() => _book.Dispose();

    [BrowserFact]
    public async Task A_cell_runs_and_shows_what_it_put_out_and_the_contents_show_the_progress()
    {
        var page = await _workbook.GoToAsync("/notebooks/01-first");

        await Cell(page, 2).GetByRole(AriaRole.Button, new() { Name = "Run cell 2", Exact = true }).ClickAsync();

        await Expect(Cell(page, 2).Locator(".stdout")).ToHaveTextAsync("hello 42");
        await Expect(Cell(page, 2)).ToHaveClassAsync(new System.Text.RegularExpressions.Regex("passed"));
        var contents = await _workbook.GoToAsync("/");
        await Expect(contents.Locator(".toc li").First).ToContainTextAsync("1 of 4 cells");
        _workbook.Errors.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task Run_all_stops_at_the_cell_that_fails_and_a_result_to_be_guessed_is_folded()
    {
        var page = await _workbook.GoToAsync("/notebooks/01-first");

        await page.GetByRole(AriaRole.Button, new() { Name = "Run all" }).ClickAsync();

        await Expect(Cell(page, 5).Locator(".error")).ToContainTextAsync("on purpose");
        await Expect(Cell(page, 6).Locator(".status")).ToHaveTextAsync("");
        await Expect(Cell(page, 4).Locator(".outputs")).ToBeHiddenAsync();
        await Cell(page, 4).GetByLabel("Your guess").FillAsync("forty-two");
        await Cell(page, 4).GetByText("Show the result").ClickAsync();
        await Expect(Cell(page, 4).Locator(".outputs")).ToHaveTextAsync("42");
        await page.ReloadAsync();
        await Expect(Cell(page, 4).GetByLabel("Your guess")).ToHaveValueAsync("forty-two");
        _workbook.Errors.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task An_edit_is_kept_in_a_copy_of_the_learners_and_can_be_taken_back()
    {
        var page = await _workbook.GoToAsync("/notebooks/01-first");
        var original = await File.ReadAllTextAsync(_book.InBook("notebooks", "01-first.ipynb"));

        await Cell(page, 2).Locator(".source").First.DblClickAsync();
        await Cell(page, 2).Locator("textarea.plain").FillAsync("Console.WriteLine(\"mine\");");
        await page.Keyboard.PressAsync("Control+Enter");
        await Expect(Cell(page, 2).Locator(".stdout")).ToHaveTextAsync("mine");
        await page.Keyboard.PressAsync("Escape");

        await Expect(Cell(page, 2).Locator(".yours summary")).ToHaveTextAsync("You changed this cell");
        (await File.ReadAllTextAsync(_book.InBook("notebooks", "01-first.ipynb"))).ShouldBe(original);
        (await File.ReadAllTextAsync(_book.InBook(".streambook", "notebooks", "01-first.ipynb"))).ShouldContain("mine");
        await _workbook.StartAnewAsync(_book.Root);
        await page.GotoAsync(_workbook.Server.Gate.NewAddress());
        await page.GotoAsync(_workbook.Address + "/notebooks/01-first");
        await Expect(Cell(page, 2).Locator(".source").First).ToContainTextAsync("mine");
        page.Dialog += (_, dialog) => dialog.AcceptAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Reset notebook" }).ClickAsync();
        await Expect(Cell(page, 2).Locator(".source").First).ToContainTextAsync("hello");
        File.Exists(_book.InBook(".streambook", "notebooks", "01-first.before.ipynb")).ShouldBeTrue();
    }

    [BrowserFact]
    public async Task A_cell_that_was_deleted_comes_back_without_its_outputs_when_the_notebook_is_reset()
    {
        var page = await _workbook.GoToAsync("/notebooks/01-first");
        await Cell(page, 2).GetByRole(AriaRole.Button, new() { Name = "Run cell 2", Exact = true }).ClickAsync();
        await Expect(Cell(page, 2).Locator(".stdout")).ToHaveTextAsync("hello 42");

        await Cell(page, 2).GetByRole(AriaRole.Button, new() { Name = "Delete cell 2" }).ClickAsync();
        await Expect(page.Locator("section.cell")).ToHaveCountAsync(5);
        page.Dialog += (_, dialog) => dialog.AcceptAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Reset notebook" }).ClickAsync();

        await Expect(page.Locator("section.cell")).ToHaveCountAsync(6);
        await Expect(Cell(page, 2).Locator(".source").First).ToContainTextAsync("hello");
        await Expect(Cell(page, 2).Locator(".piece")).ToHaveCountAsync(0);
    }

    [BrowserFact]
    public async Task With_the_keyboard_alone_a_notebook_is_read_changed_and_run()
    {
        var page = await _workbook.GoToAsync("/notebooks/01-first");

        await page.GetByRole(AriaRole.Button, new() { Name = "Restart" }).FocusAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(Cell(page, 1)).ToBeFocusedAsync();
        await Expect(Cell(page, 1).Locator(".tools [tabindex='0']")).ToHaveCountAsync(3);
        await Expect(Cell(page, 2).Locator(".tools [tabindex='0']")).ToHaveCountAsync(0);
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("Shift+Enter");
        await Expect(Cell(page, 2).Locator(".stdout")).ToHaveTextAsync("hello 42");
        await Expect(Cell(page, 3)).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("ArrowUp");
        await page.Keyboard.PressAsync("b");
        await Expect(Cell(page, 3).Locator("textarea.plain")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("\"new \" + 1");
        await page.Keyboard.PressAsync("Control+Enter");
        await Expect(Cell(page, 3).Locator(".outputs")).ToHaveTextAsync("new 1");
        await page.Keyboard.PressAsync("Escape");
        await Expect(Cell(page, 3)).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("d");
        await page.Keyboard.PressAsync("d");
        await Expect(page.Locator("section.cell")).ToHaveCountAsync(6);
        await page.Keyboard.PressAsync("?");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToBeHiddenAsync();
        _workbook.Errors.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task Cells_run_in_the_order_of_the_keys_also_where_the_first_request_is_slow()
    {
        _book.Notebook("03-order", "var x = 41;", "x + 1");
        var page = await _workbook.GoToAsync("/notebooks/03-order");
        var isFirst = true;
        await page.RouteAsync("**/do/run/**", async route =>
        {
            if (isFirst)
            {
                isFirst = false;
                await Task.Delay(500);
            }

            await route.ContinueAsync();
        });

        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("Shift+Enter");
        await page.Keyboard.PressAsync("Shift+Enter");

        await Expect(Cell(page, 2).Locator(".piece")).ToHaveTextAsync(["42"]);
    }

    [BrowserFact]
    public async Task Keys_pressed_again_at_once_in_an_editor_run_the_next_cell()
    {
        _book.Notebook("03-twice", "1", "x + 1");
        var page = await _workbook.GoToAsync("/notebooks/03-twice");
        await page.RouteAsync("**/do/edit/**", async route =>
        {
            await Task.Delay(500);
            await route.ContinueAsync();
        });
        await Cell(page, 1).Locator(".source").First.DblClickAsync();
        await Cell(page, 1).Locator("textarea.plain").FillAsync("var x = 41;");

        await page.Keyboard.PressAsync("Shift+Enter");
        await page.Keyboard.PressAsync("Shift+Enter");

        await Expect(Cell(page, 2).Locator(".piece")).ToHaveTextAsync(["42"]);
        await Expect(Cell(page, 1).Locator("textarea.plain")).ToHaveCountAsync(0);
    }

    [BrowserFact]
    public async Task Two_tabs_on_one_notebook_see_the_same_and_all_tabs_share_one_stream_also_after_the_leader_is_closed()
    {
        var pages = new List<IPage>();
        for (var i = 0; i < 8; i++)
            pages.Add(await _workbook.GoToAsync("/notebooks/01-first"));

        await Cell(pages[7], 2).GetByRole(AriaRole.Button, new() { Name = "Run cell 2", Exact = true }).ClickAsync();
        foreach (var page in pages)
            await Expect(Cell(page, 2).Locator(".stdout")).ToHaveTextAsync("hello 42");

        await pages[0].CloseAsync();
        await Cell(pages[7], 4).GetByRole(AriaRole.Button, new() { Name = "Run cell 4", Exact = true }).ClickAsync();
        foreach (var page in pages.Skip(1))
            await Expect(Cell(page, 4).Locator(".piece")).ToHaveCountAsync(1);
        await Cell(pages[3], 2).Locator(".source").First.DblClickAsync();
        await Cell(pages[3], 2).Locator("textarea.plain").FillAsync("// seen in both");
        await pages[3].Keyboard.PressAsync("Escape");
        await Expect(Cell(pages[5], 2).Locator(".source").First).ToHaveTextAsync("// seen in both");
        _workbook.Errors.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task The_search_finds_a_cell_and_leads_to_it()
    {
        var page = await _workbook.GoToAsync("/");

        await page.GetByRole(AriaRole.Searchbox).FillAsync("purpose throw");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Searchbox)).ToHaveValueAsync("purpose throw");
        await Expect(page.Locator(".hits mark")).ToHaveTextAsync("purpose");
        await page.GetByText("First, cell 5").ClickAsync();

        await Expect(page).ToHaveURLAsync($"{_workbook.Address}/notebooks/01-first#cell-5");
    }

    private static ILocator Cell(IPage page, int number) => page.Locator($"#cell-{number}");
}
