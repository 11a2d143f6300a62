using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace StreamBook.Tests;

/// <summary>The Monaco editor, which the build puts beside the program where its package can be had.</summary>
[FullLane, Collection(PageCollection.Name)]
public sealed class EditorTests(OneBrowser browser) : IDisposable
{
    private readonly TempBook _book = new();

    public void Dispose() => _book.Dispose();

    [BrowserFact]
    public async Task The_editor_completes_underlines_and_runs_what_was_written()
    {
        Directory.Exists(OpenWorkbook.EditorFolder).ShouldBeTrue("The package BlazorMonaco was not restored when the program was built.");
        _book.Notebook("a", "var answer = \"forty-two\";", "1");
        await using var workbook = await OpenWorkbook.StartAsync(browser, _book.Root, hasEditor: true);
        var page = await workbook.GoToAsync("/notebooks/a");
        await page.GetByRole(AriaRole.Button, new() { Name = "Run cell 1", Exact = true }).ClickAsync();
        await Expect(page.Locator("#kernel")).ToHaveTextAsync("Kernel ready");

        await page.Locator("#cell-2 .source").First.DblClickAsync();
        await Expect(page.Locator("#cell-2 .monaco-editor").First).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Control+A");
        await page.Keyboard.TypeAsync("answer.Leng");
        await Expect(page.Locator(".suggest-widget.visible")).ToContainTextAsync("Length");
        await OpenWorkbook.KeepPictureAsync(page, "editor");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#cell-2 .view-lines")).ToContainTextAsync("answer.Length");
        await page.Keyboard.PressAsync("Control+Enter");
        await Expect(page.Locator("#cell-2 .outputs")).ToHaveTextAsync("9");

        await page.Keyboard.TypeAsync(" + nonsense");
        await Expect(page.Locator("#cell-2 .squiggly-error").First).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("#cell-2 .monaco-editor")).ToHaveCountAsync(0);
        workbook.Errors.ShouldBeEmpty();
    }
}
