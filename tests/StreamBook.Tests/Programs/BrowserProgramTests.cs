namespace StreamBook.Tests;

/// <summary>The finder of a browser, on scripts that stand in for one.</summary>
public sealed class BrowserProgramTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("streambook-browser-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_first_that_answers_is_taken_and_named_by_its_own_words()
    {
        var browser = await BrowserProgram.FindAsync([
            Script("broken", "exit 1"),
            Script("chromium", "echo 'a complaint' >&2", "echo 'Chromium 142.0.7444.59 built on Debian GNU/Linux 13'"),
            Script("google-chrome", "echo Google Chrome 141.0.1.2"),
        ]);

        browser.Path.ShouldBe(Path.Combine(_folder, "chromium"));
        browser.Version.ShouldBe("Chromium 142.0.7444.59");
    }

    [Fact]
    public async Task One_that_only_says_how_to_install_it_is_none()
    {
        var stub = Script("chromium-browser", "echo \"Command '/usr/bin/chromium-browser' requires the chromium snap.\"");

        var missing = await Should.ThrowAsync<LabException>(() => BrowserProgram.FindAsync([stub]));

        missing.Observation.ShouldContain("requires the chromium snap");
        missing.Message.ShouldContain(BrowserProgram.InstallCommand);
    }

    [Fact]
    public async Task A_browser_that_is_not_there_says_how_to_get_one()
    {
        var missing = await Should.ThrowAsync<LabException>(() => BrowserProgram.FindAsync([Path.Combine(_folder, "none")]));

        missing.Observation.ShouldContain(Path.Combine(_folder, "none"));
        missing.Advice.ShouldContain(BrowserProgram.InstallCommand);
        missing.Advice.ShouldContain(BrowserProgram.PathVariable);
    }

    [Fact]
    public async Task It_keeps_its_sandbox_unless_it_runs_as_root()
    {
        var browser = await BrowserProgram.FindAsync([Script("chromium", "echo Chromium 1.2")]);

        browser.QuietArguments.Contains("--no-sandbox").ShouldBe(Environment.IsPrivilegedProcess);
    }

    private string Script(string name, params string[] lines)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, string.Join('\n', ["#!/bin/sh", .. lines, ""]));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }
}
