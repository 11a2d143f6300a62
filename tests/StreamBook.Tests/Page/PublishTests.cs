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
        _book.Notebook("01-first", "# First\n\n**Predict:** what is it?", "6 * 7", "\"seen at once\"");
        (await BookProcess.RunAsync(_book.Root, "publish", "site")).ShouldExitWith(0);
        await using var context = await browser.Browser.NewContextAsync(new() { Offline = true });
        var page = await context.NewPageAsync();
        var requests = new List<string>();
        page.Request += (_, request) => requests.Add(request.Url);

        await page.GotoAsync(new Uri(_book.InBook("site", "index.html")).ToString());
        await page.GetByText("Search").ClickAsync();
        await page.GetByRole(AriaRole.Searchbox).FillAsync("6 7");
        await page.GetByText("First, cell 2").ClickAsync();

        await Expect(page.GetByText("42")).ToBeHiddenAsync();
        await page.GetByText("Guess first").ClickAsync();
        await Expect(page.GetByText("42")).ToBeVisibleAsync();
        await Expect(page.GetByText("seen at once").Last).ToBeVisibleAsync();
        requests.ShouldAllBe(request => request.StartsWith("file://"));
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
