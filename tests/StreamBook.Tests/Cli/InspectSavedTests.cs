using System.Text;
using System.Text.Json;
using StreamBook.Cli.Inspect;

namespace StreamBook.Tests;

/// <summary>What others saved: what it shows, and what it cannot prove.</summary>
[FullLane]
public sealed class InspectSavedTests
{
    private static async Task<(BookResult Result, InspectResult Json)> InspectAsync(string content)
    {
        using var folder = new TempFolder("streambook-saved-");
        var file = folder.In("saved");
        await File.WriteAllTextAsync(file, content);
        var json = await BookProcess.RunAsync(AppContext.BaseDirectory, "inspect", file, "--json");
        return (await BookProcess.RunAsync(AppContext.BaseDirectory, "inspect", file), JsonSerializer.Deserialize<InspectResult>(json.Output, InspectResult.Options)!);
    }

    [Fact]
    public async Task Pasted_headers_show_hops_and_a_cache_and_say_what_they_cannot()
    {
        var (result, json) = await InspectAsync("HTTP/2 200\ncontent-type: text/event-stream\nserver: nginx\nx-cache: HIT\nset-cookie: id=a3fWa; Path=/\n");

        result.ShouldExitWith(1).Output.ShouldContain("SB126  The answer is a stored copy.");
        result.Output.ShouldContain("Headers alone show what the server and the hops say of themselves: not when anything came");
        result.Output.ShouldMatch(@"\n  hops +nginx");
        result.Output.ShouldNotContain(" after ");
        json.Figures.HeadersMs.ShouldBeNull();
        json.Figures.EndMs.ShouldBeNull();
    }

    [Fact]
    public async Task An_answer_as_curl_shows_it_is_read_with_its_body()
    {
        var (result, json) = await InspectAsync("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\nDATA: 2\n\n");

        json.Figures.EventCount.ShouldBe(1);
        result.ShouldExitWith(1).Output.ShouldContain("SB147  The name of a field is misspelt.");
    }

    [Fact]
    public async Task A_gateway_that_gave_up_is_told_without_a_time_that_nobody_knows()
    {
        var (_, json) = await InspectAsync("HTTP/1.1 504 Gateway Timeout\nServer: nginx\n");

        json.Findings.ShouldHaveSingleItem().Seen.ShouldBe("504 Gateway Timeout.");
    }

    [Fact]
    public async Task A_saved_stream_shows_its_format_alone()
    {
        var (result, _) = await InspectAsync("id: 1\ndata: 1\n\nid: 2\ndata: 2\n\n");

        result.ShouldExitWith(3).Output.ShouldContain("A saved stream shows its format alone: not when anything came");
    }

    [Fact]
    public async Task Of_a_HAR_the_longest_stream_is_read_and_what_it_cannot_prove_is_said()
    {
        var (result, json) = await InspectAsync(Har(
            Entry("https://example.com/app.js", 200, "text/javascript", "x", 9_000, null),
            Entry("https://example.com/short", 200, "text/event-stream", "id: 1\ndata: 1\n\n", 100, null),
            Entry("https://example.com/long?token=abcdefgh", 200, "text/event-stream", "id: 1\ndata: 1\n\n", 5_000, "net::ERR_INCOMPLETE_CHUNKED_ENCODING")));

        json.Url.ShouldBe("https://example.com/long?token=********");
        json.Figures.HeadersMs.ShouldBe(30);
        json.Figures.EndMs.ShouldBe(5_000);
        json.Findings.ShouldContain(finding => finding.Id == "SB113");
        json.Findings.ShouldNotContain(finding => finding.Id == "SB101");
        result.ShouldExitWith(1).Output.ShouldContain("not when each event came: a held stream cannot be told from a good one. Of the 2 event streams in the file this is the one that lasted longest.");
    }

    private static string Har(params string[] entries) => $$$"""{"log":{"version":"1.2","entries":[{{{string.Join(',', entries)}}}]}}""";

    private static string Entry(string url, int status, string type, string body, int time, string? error) => $$$"""
        {"time":{{{time}}},"request":{"method":"GET","url":"{{{url}}}"},
         "response":{"status":{{{status}}},"httpVersion":"h2","headers":[{"name":"content-type","value":"{{{type}}}"}],
          "content":{"encoding":"base64","text":"{{{Convert.ToBase64String(Encoding.UTF8.GetBytes(body))}}}"},"_error":{{{JsonSerializer.Serialize(error)}}}},
         "timings":{"receive":{{{time - 30}}},"dns":-1,"send":10,"wait":20}}
        """;
}
