using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using StreamBook.Cli.Inspect;

namespace StreamBook.Tests;

[FullLane, Collection(BackendCollection.Name)]
public sealed class TapCommandTests(BackendFixture fixture)
{
    private static readonly string _folder = AppContext.BaseDirectory;

    [UnixFact]
    public async Task It_stands_between_tells_what_it_found_and_ends_when_asked()
    {
        using var book = BookProcess.Start(_folder, "inspect", "--listen", "0", "--to", fixture.Server.Url.ToString());
        try
        {
            var said = await book.UntilAsync("Ctrl-C ends it.");
            said.ShouldContain("for this machine alone: each byte is passed on as it comes.");
            var tap = new Uri(Regex.Match(said, @"http://127\.0\.0\.1:\d+/").Value);

            var capture = await Capture.EventStreamAsync(new Uri(tap, "/typed?count=5&interval=20&cut=3"), new() { Headers = [new("Authorization", "Bearer not-to-be-shown")] });

            capture.Events.Length.ShouldBe(3);
            said = await book.UntilAsync("SB113");
            said.ShouldContain($"1  GET {new Uri(fixture.Server.Url, "/typed?count=5&interval=20&cut=3")}\n");
            said.ShouldContain("200 OK · HTTP/1.1 · in chunks · text/event-stream");
            said.ShouldNotContain("not-to-be-shown");

            Process.Start("kill", ["-TERM", $"{book.Id}"]).WaitForExit();
            await book.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromMinutes(1)).Token);
            book.ExitCode.ShouldBe(1);
        }
        finally
        {
            book.Kill();
        }
    }

    [UnixFact]
    public async Task As_JSON_each_answer_is_a_line_and_one_that_is_open_at_the_end_is_left()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        using var book = BookProcess.Start(_folder, "inspect", "--listen", $"{port}", "--to", fixture.Server.Url.ToString(), "--json");
        try
        {
            var tap = new Uri($"http://127.0.0.1:{port}/");
            await Eventually.SeeAsync(() => Capture.EventStreamAsync(new Uri(tap, "/answer?count=3")), capture => capture.Status == 200);
            var line = await book.StandardOutput.ReadLineAsync();
            JsonSerializer.Deserialize<InspectResult>(line!, InspectResult.Options).ShouldNotBeNull().Figures.EventCount.ShouldBe(3);

            using var client = new HttpClient();
            await using var stream = await client.GetStreamAsync(new Uri(tap, "/clock?count=0&interval=20"));
            (await stream.ReadAsync(new byte[1])).ShouldBe(1);
            Process.Start("kill", ["-TERM", $"{book.Id}"]).WaitForExit();

            var left = JsonSerializer.Deserialize<InspectResult>((await book.StandardOutput.ReadLineAsync())!, InspectResult.Options).ShouldNotBeNull();
            (left.Figures.Ending, left.Figures.Failure).ShouldBe(("left", null));
            await book.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromMinutes(1)).Token);
        }
        finally
        {
            book.Kill();
        }
    }

    [Theory]
    [InlineData("--listen needs --to: ", "--listen", "9000")]
    [InlineData("--to names what is behind --listen, which is missing.", "--to", "http://127.0.0.1:9/")]
    [InlineData("--listen x: write a port, such as 8080, or an address and a port", "--listen", "x", "--to", "http://127.0.0.1:9/")]
    [InlineData("--to http://127.0.0.1:9/x: write http:// or https://, a host and a port alone", "--listen", "9000", "--to", "http://127.0.0.1:9/x")]
    [InlineData("--events does not go with --listen: ", "--listen", "9000", "--to", "http://127.0.0.1:9/", "--events", "3")]
    [InlineData("--listen asks for nothing by itself: ", "http://127.0.0.1:9/", "--listen", "9000", "--to", "http://127.0.0.1:9/")]
    [InlineData("--listen 192.0.2.1:9: cannot listen there: ", "--listen", "192.0.2.1:9", "--to", "http://127.0.0.1:9/")]
    public async Task What_does_not_go_together_is_told_in_a_sentence(string sentence, params string[] args) =>
        (await BookProcess.RunAsync(_folder, ["inspect", .. args])).ShouldExitWith(2).Error.ShouldStartWith(sentence);
}
