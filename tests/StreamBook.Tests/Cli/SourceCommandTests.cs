using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using StreamBook.Cli.Inspect;

namespace StreamBook.Tests;

[FullLane]
public sealed class SourceCommandTests(SourceCommandTests.Source source) : IClassFixture<SourceCommandTests.Source>
{
    private static readonly string _folder = AppContext.BaseDirectory;

    private static async Task<Dictionary<string, SuiteRow>> SuiteAsync(Uri road, int exitCode, params string[] args)
    {
        var result = (await BookProcess.RunAsync(_folder, ["inspect", "--suite", road.ToString(), "--silence", "2.5", "--json", .. args])).ShouldExitWith(exitCode);
        return JsonSerializer.Deserialize<SuiteRow[]>(result.Output, InspectResult.Options)!.ToDictionary(row => row.Name);
    }

    [Fact]
    public void It_says_where_it_listens_for_whom_and_what_to_ask_for()
    {
        source.Said.ShouldMatch(@"^The source listens at http://127\.0\.0\.1:\d+/, for this machine alone\.\n");
        SuiteStream.All(TimeSpan.FromSeconds(65)).ShouldAllBe(stream => source.Said.Contains(stream.PathAndQuery));
    }

    [Fact]
    public async Task Without_anything_between_the_road_breaks_nothing() =>
        (await SuiteAsync(source.Url, 0)).Values.ShouldAllBe(row => row.IsWhole == true);

    [Fact]
    public async Task A_road_that_is_right_breaks_nothing_under_a_path_too()
    {
        await using var lab = await Lab.StartAsync(new() { Host = LabHost.Processes });
        var nginx = await lab.AddNginxAsync(Recipe.Recommended.With("rewrite ^/streams(/.*)$ $1 break;"), source.Url);

        (await SuiteAsync(new(nginx.Url, "/streams/"), 0)).Values.ShouldAllBe(row => row.IsWhole == true);
    }

    [Fact]
    public async Task A_road_that_holds_cuts_and_caches_gets_a_cross_for_each()
    {
        await using var lab = await Lab.StartAsync(new() { Host = LabHost.Processes });
        var nginx = await lab.AddNginxAsync(Recipe.Held.With("proxy_read_timeout 1s;").With("proxy_set_header Last-Event-ID \"\";"), source.Url);

        var rows = await SuiteAsync(nginx.Url, 1);

        foreach (var broken in (string[])["chunked", "closing", "POST", "headers", "resume", "WebSocket", "silence", "heartbeat", "WebSocket silence"])
            rows[broken].IsWhole.ShouldBe(false, $"{broken}: {rows[broken].Seen}");
        rows["fresh"].IsWhole.ShouldBe(true, rows["fresh"].Seen);
        rows["chunked"].Findings.ShouldContain(finding => finding.Id == "SB101");
    }

    [Fact]
    public async Task A_road_that_keeps_copies_keeps_none_of_the_log_that_tells_who_has_left()
    {
        await using var lab = await Lab.StartAsync(new() { Host = LabHost.Processes });
        var nginx = await lab.AddNginxAsync(
            Recipe.Recommended.Without("proxy_buffering").With("proxy_cache_path kept keys_zone=kept:1m;", NginxContext.Http)
                .With("proxy_cache kept; proxy_cache_valid 1m; proxy_ignore_headers Cache-Control; proxy_no_cache $arg_type; proxy_cache_bypass $arg_type; proxy_ignore_client_abort on;"),
            source.Url);

        var rows = await SuiteAsync(nginx.Url, 1);

        rows["fresh"].IsWhole.ShouldBe(false, rows["fresh"].Seen);
        // This one alone is not stored, and its source is told with the next event: a copy of the log that was kept before would not know it.
        rows["leaving"].IsWhole.ShouldBe(true, rows["leaving"].Seen);
    }

    [Fact]
    public async Task A_source_whose_clock_is_off_by_hours_is_judged_all_the_same_and_the_uncertainty_is_said()
    {
        await using var lab = await Lab.StartAsync(new() { Host = LabHost.Processes });
        var nginx = await lab.AddNginxAsync(Recipe.Recommended.With("proxy_hide_header Stream-Began;").With("add_header Stream-Began 9$upstream_http_stream_began always;"), source.Url);

        var result = (await BookProcess.RunAsync(_folder, "inspect", "--suite", nginx.Url.ToString(), "--silence", "2.5")).ShouldExitWith(0);

        result.Output.ShouldContain("\nThe road breaks none of them.\n");
        result.Output.ShouldMatch(@"\nThe clock of the source is not this machine's, .+ known to within \S+ ms\.");
    }

    [Fact]
    public async Task The_table_shows_a_cross_and_what_was_seen()
    {
        await using var lab = await Lab.StartAsync(new() { Host = LabHost.Processes });
        var nginx = await lab.AddNginxAsync(Recipe.Held, source.Url);

        var result = (await BookProcess.RunAsync(_folder, "inspect", "--suite", nginx.Url.ToString(), "--silence", "0.5")).ShouldExitWith(1);

        result.Output.ShouldMatch(@"\n✗ +closing +held: ");
        result.Output.ShouldMatch(@"\n✓ +fresh +");
        result.Output.ShouldMatch(@"\nThe road breaks \d+ of 13\.\n`book explain SB101` tells what helps");
    }

    [Fact]
    public async Task A_road_that_leads_elsewhere_is_told_in_a_sentence()
    {
        await using var server = ScriptedServer.Closing("HTTP/1.1 404 Not Found\nContent-Length: 0\n\n");

        (await BookProcess.RunAsync(_folder, "inspect", "--suite", server.Url.ToString())).ShouldExitWith(2).Error
            .ShouldBe($"{server.Url}: no `book source` answers at the end of this road (404 Not Found). Start one with `book source`, and let your proxy forward to it.\n");
    }

    [Fact]
    public async Task Another_address_is_listened_at_only_when_it_is_named_and_that_is_said()
    {
        using var book = BookProcess.Start(_folder, "source", "--address", "0.0.0.0");
        try
        {
            (await book.StandardOutput.ReadLineAsync(new CancellationTokenSource(TimeSpan.FromMinutes(1)).Token)).ShouldNotBeNull()
                .ShouldContain("for everybody who can reach this machine there: ");
        }
        finally
        {
            Process.Start("kill", ["-TERM", $"{book.Id}"]).WaitForExit();
            await book.WaitForExitAsync();
        }

        (await BookProcess.RunAsync(_folder, "source", "--address", "here")).ShouldExitWith(2).Error.ShouldStartWith("--address here: not an address; ");
    }

    /// <summary>`book source` as its user starts it.</summary>
    public sealed class Source : IAsyncLifetime
    {
        private Process? _book;

        public Uri Url { get; private set; } = null!;

        public string Said { get; private set; } = "";

        public async Task InitializeAsync()
        {
            using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(1));
            _book = BookProcess.Start(_folder, "source");
            while (await _book.StandardOutput.ReadLineAsync(deadline.Token) is { } line && line != "Ctrl-C ends it.")
                Said += line + "\n";
            Url = new(Regex.Match(Said, @"http://127\.0\.0\.1:\d+/").Value);
        }

        public async Task DisposeAsync()
        {
            // As Ctrl-C: the backend that it has started ends with it.
            Process.Start("kill", ["-TERM", $"{_book!.Id}"]).WaitForExit();
            await _book.WaitForExitAsync();
            _book.ExitCode.ShouldBe(0);
            using var client = new HttpClient();
            await Should.ThrowAsync<HttpRequestException>(() => client.GetAsync(Url));
            _book.Dispose();
        }
    }
}
