using System.Net;
using System.Net.Sockets;
using Microsoft.Playwright;
using StreamBook.Cli.Document;
using StreamBook.Cli.Page.Server;

namespace StreamBook.Tests;

/// <summary>A workbook that is served, and a browser that was let in.</summary>
internal sealed class OpenWorkbook : IAsyncDisposable
{
    private readonly List<string> _errors = [];

    private OpenWorkbook(WorkbookServer server, IBrowserContext context)
    {
        Server = server;
        Context = context;
        context.Page += (_, page) =>
        {
            page.PageError += (_, error) => _errors.Add(error);
            page.Console += (_, message) =>
            {
                if (message.Type == "error")
                    _errors.Add($"{message.Text} {message.Location}");
            };
        };
    }

    public WorkbookServer Server { get; private set; }

    public IBrowserContext Context { get; }

    /// <summary>Where the learner's copies and records are.</summary>
    public static string Root { get; } = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../.."));

    public static string EditorFolder { get; } = Path.Combine(Path.GetDirectoryName(BookProcess.Assembly)!, "monaco");

    /// <summary>What the pages complained of so far.</summary>
    public IReadOnlyList<string> Errors => _errors;

    public string Address => $"http://localhost:{Server.Port}";

    /// <param name="browser">The browser.</param>
    /// <param name="root">The folder of the book.</param>
    /// <param name="options">Of the profile in the browser.</param>
    /// <param name="hasEditor">Whether cells are edited in Monaco, where it was restored; else in a text field.</param>
    /// <param name="proxies">Other addresses at which the page is offered.</param>
    public static async Task<OpenWorkbook> StartAsync(OneBrowser browser, string root, BrowserNewContextOptions? options = null, bool hasEditor = false, params string[] proxies)
    {
        var editor = hasEditor ? EditorFolder : "/no/editor";
        var server = await WorkbookServer.StartAsync(new Book(root), FreePort(), SharedKernel.CommandLine, proxies, editor);
        var workbook = new OpenWorkbook(server, await browser.Browser.NewContextAsync(options ?? new()));
        var page = await workbook.Context.NewPageAsync();
        await page.GotoAsync(server.Gate.NewAddress());
        await page.CloseAsync();
        return workbook;
    }

    public async Task<IPage> GoToAsync(string path)
    {
        var page = await Context.NewPageAsync();
        await page.GotoAsync(Address + path);
        return page;
    }

    /// <summary>Ends the server and starts another at the same address: one that knows nothing of the first.</summary>
    public async Task StartAnewAsync(string root)
    {
        var port = Server.Port;
        await Server.DisposeAsync();
        Server = await WorkbookServer.StartAsync(new Book(root), port, SharedKernel.CommandLine, []);
    }

    public async ValueTask DisposeAsync()
    {
        await Context.DisposeAsync();
        await Server.DisposeAsync();
    }

    public static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    /// <summary>Keeps what a page looks like under out/, to be looked at.</summary>
    public static async Task KeepPictureAsync(IPage page, string name)
    {
        var folder = Path.Combine(Root, "out", "pages");
        Directory.CreateDirectory(folder);
        await page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png"), FullPage = true });
    }
}
