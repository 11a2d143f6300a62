using StreamBook.Programs;

namespace StreamBook.Tests;

/// <summary>A browser without a window, for pages that are files.</summary>
internal static class Chromium
{
    private static readonly TimeSpan _deadline = TimeSpan.FromMinutes(2);

    /// <summary>The elements of a page after its scripts ran.</summary>
    public static async Task<string> DumpAsync(string page, int width)
    {
        using var profile = new TempFolder("streambook-chromium-");
        var program = await BrowserProgram.FindAsync();
        string[] arguments = ["--headless", "--disable-gpu", "--allow-file-access-from-files", $"--user-data-dir={profile.Path}", $"--window-size={width},900", "--virtual-time-budget=20000", "--dump-dom"];
        await using var browser = ChildProcess.Start(program.Path, [.. program.QuietArguments, .. arguments, $"file://{page}"]);
        await browser.Exited.WaitAsync(_deadline);
        return browser.Output;
    }
}
