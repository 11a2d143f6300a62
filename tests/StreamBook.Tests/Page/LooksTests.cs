using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace StreamBook.Tests;

/// <summary>How the pages look and whether everybody can use them. The pictures are kept under out/pages.</summary>
[FullLane, Collection(PageCollection.Name)]
public sealed class LooksTests(OneBrowser browser) : IDisposable
{
    private readonly TempBook _book = new();

    public void Dispose() => _book.Dispose();

    public static TheoryData<string, int, ColorScheme> Looks => new()
    {
        { "light", 1200, ColorScheme.Light },
        { "dark", 1200, ColorScheme.Dark },
        { "phone", 390, ColorScheme.Light },
        { "phone-dark", 390, ColorScheme.Dark },
    };

    [BrowserTheory, MemberData(nameof(Looks))]
    public async Task Every_kind_of_page_fits_its_width_and_has_no_fault_that_axe_finds(string name, int width, ColorScheme scheme)
    {
        WriteBook();
        await using var workbook = await OpenWorkbook.StartAsync(browser, _book.Root, new() { ViewportSize = new() { Width = width, Height = 900 }, ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
        var page = await workbook.GoToAsync("/notebooks/01-first");
        await page.GetByRole(AriaRole.Button, new() { Name = "Run all" }).ClickAsync();
        await Expect(page.Locator("#cell-8 .error")).ToBeVisibleAsync();
        await Expect(page.Locator("#kernel")).ToHaveTextAsync("Kernel ready");
        await page.Locator(".result summary").ClickAsync();
        await page.Locator("#cell-2 .source").First.DblClickAsync();
        await page.Locator("#cell-2 textarea.plain").FillAsync("// changed\nConsole.WriteLine(\"hello\");");
        await page.Keyboard.PressAsync("Escape");
        await page.Locator(".yours summary").First.ClickAsync();
        await LookAsync("notebook");
        await page.GetByRole(AriaRole.Button, new() { Name = "Keys" }).ClickAsync();
        await LookAsync("help");
        foreach (var (path, kind) in new[] { ("/", "contents"), ("/how", "how"), ("/search?q=first", "search"), ("/notebooks/03-broken", "broken") })
        {
            await page.GotoAsync(workbook.Address + path);
            await LookAsync(kind);
        }

        workbook.Errors.ShouldBeEmpty();

        async Task LookAsync(string kind)
        {
            await OpenWorkbook.KeepPictureAsync(page, $"{kind}-{name}");
            (await page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth")).ShouldBeLessThanOrEqualTo(0, $"{kind} is wider than the screen");
            var found = await page.RunAxe();
            found.Violations.ShouldBeEmpty(string.Join('\n', found.Violations.SelectMany(fault => fault.Nodes.Select(node => $"{kind}: {fault.Id}: {fault.Help}: {node.Html}"))));
        }
    }

    [BrowserFact]
    public async Task The_reader_chooses_light_or_dark_and_the_choice_stays()
    {
        WriteBook();
        await using var workbook = await OpenWorkbook.StartAsync(browser, _book.Root);
        var page = await workbook.GoToAsync("/");
        await Expect(page.Locator("body")).ToHaveCSSAsync("background-color", "rgb(255, 255, 255)");

        await page.GetByRole(AriaRole.Button, new() { Name = "Dark" }).ClickAsync();

        await Expect(page.Locator("body")).ToHaveCSSAsync("background-color", "rgb(20, 24, 31)");
        await page.ReloadAsync();
        await Expect(page.Locator("body")).ToHaveCSSAsync("background-color", "rgb(20, 24, 31)");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Dark" })).ToHaveAttributeAsync("aria-pressed", "true");
    }

    private void WriteBook()
    {
        _book.Notebook("01-first", "# First\n\nText with `code` and a [link](02-second.ipynb).\n\n| a | b |\n|---|---|\n| 1 | 2 |", "Console.WriteLine(\"hello\"); Console.Error.WriteLine(\"beware\");",
            "## One\n\n> A quote", "new[] { new { Name = \"a\", Value = 1 }, new { Name = \"b\", Value = 2 } }", "## Two\n\n**Predict:** what is it?", "6 * 7", "## Three", "throw new Exception(\"on purpose\");", "\"never\"");
        _book.Notebook("02-second", "# Second", "1 + 1");
        File.WriteAllText(_book.InBook("notebooks", "03-broken.ipynb"), "{\n  \"cells\": [\n    oh no\n  ]\n}\n");
    }
}
