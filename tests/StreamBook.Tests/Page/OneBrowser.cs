using Microsoft.Playwright;

namespace StreamBook.Tests;

/// <summary>One browser for the tests of the page; each test has a profile of its own in it.</summary>
public sealed class OneBrowser : IAsyncLifetime
{
    private IPlaywright? _playwright;

    public IBrowser Browser { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        // Longer than any step takes on a busy machine.
        Assertions.SetDefaultExpectTimeout(60_000);
        var program = await BrowserProgram.FindAsync();
        _playwright = await Playwright.CreateAsync();
        Browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = program.Path, Args = program.QuietArguments });
    }

    public async Task DisposeAsync()
    {
        await Browser.DisposeAsync();
        _playwright?.Dispose();
    }
}

[CollectionDefinition(Name)]
public sealed class PageCollection : ICollectionFixture<OneBrowser>
{
    public const string Name = "pages";
}
