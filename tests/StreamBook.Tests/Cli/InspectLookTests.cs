using StreamBook.Cli.Kernel;

namespace StreamBook.Tests;

/// <summary>The pictures of `book inspect`: in a terminal, and as a page.</summary>
[FullLane]
[Collection(BackendCollection.Name)]
public sealed class InspectLookTests(BackendFixture fixture)
{
    private static readonly string _folder = AppContext.BaseDirectory;

    [UnixFact]
    public async Task In_a_terminal_a_lane_grows_while_bytes_arrive()
    {
        // `script` gives it a terminal; elsewhere than on Linux it takes its arguments otherwise.
        if (!OperatingSystem.IsLinux())
            return;
        var url = new Uri(fixture.Server.Url, "/clock?count=6&interval=300");
        var command = $"{KernelCommandLine.DotnetHost} '{BookProcess.Assembly}' inspect '{url}'";
        using var script = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("script", ["-qec", command, "/dev/null"])
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
            Environment = { ["TERM"] = "xterm-256color", ["COLUMNS"] = "120" },
        })!;
        var output = await script.StandardOutput.ReadToEndAsync(new CancellationTokenSource(TimeSpan.FromMinutes(1)).Token);
        await script.WaitForExitAsync();

        script.ExitCode.ShouldBe(0, output);
        var lanes = output.Split('\n').Where(line => line.Contains("  arrived  ", StringComparison.Ordinal)).Select(line => line.Count(c => c is '●' or '◉')).ToArray();
        lanes.Length.ShouldBeGreaterThan(3, output);
        lanes[0].ShouldBeLessThan(lanes[^1]);
        lanes[^1].ShouldBe(6);
    }

    [Fact]
    public async Task The_page_has_the_picture_the_figures_and_the_findings_and_needs_nothing_else()
    {
        using var folder = new TempFolder("streambook-inspect-");
        var page = folder.In("page.html");
        await using var held = ScriptedServer.Closing("HTTP/1.1 200 OK\nContent-Type: text/html\n\n<!DOCTYPE html><html><title>Bad & gateway</title></html>");

        var result = (await BookProcess.RunAsync(_folder, "inspect", held.Url + "?token=abcdefgh", "--html", page)).ShouldExitWith(1);

        var html = await File.ReadAllTextAsync(page);
        html.ShouldStartWith("<!DOCTYPE html>");
        html.ShouldContain("<svg ");
        html.ShouldContain("Bad &amp; gateway");
        html.ShouldNotContain("Bad & gateway");
        html.ShouldContain(System.Text.RegularExpressions.Regex.Match(result.Output, @"\n(SB\d\d\d)  ").Groups[1].Value);
        html.ShouldNotContain("abcdefgh");
        html.ShouldNotContain("<script");
        html.ShouldNotMatch("(src|href)=\"(?!#|https://)");
    }

    [Theory]
    [InlineData("--html")]
    [InlineData("--save")]
    public async Task A_file_that_cannot_be_written_is_told_before_anything_is_asked(string option) =>
        (await BookProcess.RunAsync(_folder, "inspect", "http://127.0.0.1:9/", option, "/dev/null/x")).ShouldExitWith(2)
            .Error.ShouldStartWith("/dev/null/x: cannot be written: ");
}
