using System.Text.RegularExpressions;
using Microsoft.Playwright;
using StreamBook.Programs;
using static Microsoft.Playwright.Assertions;

namespace StreamBook.Tests;

/// <summary>The real course in a real browser, and the page behind the recipe that the course recommends.</summary>
[FullLane, Collection(PageCollection.Name)]
public sealed class WayThroughTests(OneBrowser browser) : IDisposable
{
    // A book of its own, so that what the learner does here is not found in the real one.
    private readonly string _root = Directory.CreateTempSubdirectory("streambook-way-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [BrowserFact]
    public async Task The_first_notebook_is_gone_through_with_the_keyboard_alone()
    {
        Directory.CreateDirectory(Path.Combine(_root, "notebooks"));
        Directory.CreateSymbolicLink(Path.Combine(_root, "artifacts"), Path.Combine(OpenWorkbook.Root, "artifacts"));
        File.Copy(Path.Combine(OpenWorkbook.Root, "notebooks", "00-start-here.ipynb"), Path.Combine(_root, "notebooks", "00-start-here.ipynb"));
        await using var workbook = await OpenWorkbook.StartAsync(browser, _root);
        var page = await workbook.GoToAsync("/");
        var contents = page.Url;
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        for (var tries = 1; ; tries++)
        {
            await page.GetByRole(AriaRole.Link, new() { Name = "Start here" }).FocusAsync();
            await page.Keyboard.PressAsync("Enter");
            try
            {
                // Until all of it is loaded: a page that is shown may not listen to keys yet.
                await page.WaitForURLAsync(new Regex("/notebooks/00-start-here$"));
                break;
            }
            catch (TimeoutException) when (tries < 3)
            {
                // Chromium never ended a navigation once, while containers started beside it: it is asked again.
                await page.GotoAsync(contents);
            }
        }

        await Expect(page.Locator("h1")).ToContainTextAsync("Start here");

        await page.Keyboard.PressAsync("ArrowDown");
        var cells = await page.Locator("section.cell").CountAsync();
        for (var i = 0; i < cells; i++)
            await page.Keyboard.PressAsync("Shift+Enter");

        await Expect(page.Locator("section.cell.failed, section.cell.passed:last-of-type").First).ToBeAttachedAsync();
        (await page.Locator("section.cell.failed").AllInnerTextsAsync()).ShouldBeEmpty();
        await Expect(page.Locator("section.cell.code:not(.passed)")).ToHaveCountAsync(0);
        await Expect(page.Locator("section.cell svg").First).ToBeAttachedAsync();
        await OpenWorkbook.KeepPictureAsync(page, "start-here");
        workbook.Errors.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task Behind_the_recommended_recipe_of_nginx_outputs_arrive_as_they_are_made()
    {
        Directory.CreateDirectory(Path.Combine(_root, "notebooks"));
        using var book = new TempBook();
        book.Notebook("a", "Console.WriteLine(\"first\"); while (!System.IO.File.Exists(\"go\")) await Task.Delay(20); Console.WriteLine(\"last\");");
        var program = await NginxProgram.FindAsync();
        var port = OpenWorkbook.FreePort();
        await using var workbook = await OpenWorkbook.StartAsync(browser, book.Root, proxies: $"localhost:{port}");
        await using var nginx = await FrontAsync(program, port, workbook.Server.Port);
        var page = await workbook.Context.NewPageAsync();
        await page.GotoAsync($"http://localhost:{port}/notebooks/a");

        await page.GetByRole(AriaRole.Button, new() { Name = "Run all" }).ClickAsync();

        // The cell goes on only once its first line was seen here: a proxy that held the stream would hold it for ever.
        await Expect(page.Locator(".stdout")).ToHaveTextAsync("first");
        await File.WriteAllTextAsync(book.InBook("notebooks", "go"), "");
        await Expect(page.Locator(".stdout")).ToContainTextAsync("last");
    }

    [Fact]
    public async Task A_server_that_is_killed_leaves_no_kernel()
    {
        using var book = new TempBook();
        book.Notebook("a", "System.IO.File.WriteAllText(\"kernel\", $\"{Environment.ProcessId}.\"); await Task.Delay(-1);");
        using var server = BookProcess.Start(book.Root, "serve", "--no-open", "--port", $"{OpenWorkbook.FreePort()}");
        var address = Regex.Match((await server.StandardOutput.ReadLineAsync())!, "http://.*").Value;
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        (await client.GetAsync(new Uri(address))).EnsureSuccessStatusCode();
        using var run = new HttpRequestMessage(HttpMethod.Post, new Uri(new Uri(address), "/do/run-all/notebooks/a")) { Content = new StringContent("{}") };
        run.Headers.Add("X-StreamBook", "1");
        (await client.SendAsync(run)).EnsureSuccessStatusCode();
        var file = book.InBook("notebooks", "kernel");
        await Eventually.SeeAsync(() => File.Exists(file) && File.ReadAllText(file).EndsWith('.'), seen => seen);
        var kernel = int.Parse(File.ReadAllText(file).TrimEnd('.'));

        server.Kill();

        await Eventually.SeeAsync(() => ProcessStatus.Of(kernel), status => !status.IsRunning);
    }

    private async Task<ChildProcess> FrontAsync(NginxProgram program, int port, int serverPort)
    {
        var template = new Nginx.NginxTemplate(program.Build, port, new($"http://127.0.0.1:{serverPort}"), Environment.IsPrivilegedProcess ? "root" : null);
        await File.WriteAllTextAsync(Path.Combine(_root, "nginx.conf"), template.Render(Recipe.Recommended));
        var nginx = ChildProcess.Start(program.Path, "-p", _root, "-c", "nginx.conf");
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        await Eventually.SeeAsync(async () =>
        {
            try
            {
                return (int)(await client.GetAsync(new Uri($"http://localhost:{port}/"))).StatusCode;
            }
            catch (HttpRequestException)
            {
                return 0;
            }
        }, status => status == 403);
        return nginx;
    }
}
