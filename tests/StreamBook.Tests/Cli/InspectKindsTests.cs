using System.Text.Json;
using StreamBook.Cli.Inspect;

namespace StreamBook.Tests;

/// <summary>What else than an event stream of the plainest kind is inspected.</summary>
[FullLane]
[Collection(BackendCollection.Name)]
public sealed class InspectKindsTests(BackendFixture fixture)
{
    private const string Chat = """{"model":"m","stream":true,"messages":[{"role":"user","content":"?"}]}""";

    private static readonly string _folder = AppContext.BaseDirectory;

    private string Url(string pathAndQuery) => new Uri(fixture.Server.Url, pathAndQuery).ToString();

    private string WebSocketUrl(string pathAndQuery) => new UriBuilder(new Uri(fixture.Server.Url, pathAndQuery)) { Scheme = "ws" }.Uri.ToString();

    private static async Task<InspectResult> JsonAsync(params string[] args) =>
        JsonSerializer.Deserialize<InspectResult>((await BookProcess.RunAsync(_folder, ["inspect", .. args, "--json"])).Output, InspectResult.Options)!;

    [Fact]
    public async Task A_WebSocket_is_measured_by_its_messages()
    {
        var result = (await BookProcess.RunAsync(_folder, "inspect", WebSocketUrl("/ws/ticker?count=4&interval=60"))).ShouldExitWith(0);

        result.Output.ShouldStartWith("WebSocket ws://");
        result.Output.ShouldMatch(@"\n  \S+ ms: 1 message\n");
        result.Output.ShouldContain("101 Switching Protocols · HTTP/1.1");
        result.Output.ShouldMatch(@"\n  came +4 messages\n");
    }

    [Fact]
    public async Task A_WebSocket_that_is_refused_is_found()
    {
        var result = await JsonAsync(WebSocketUrl("/clock"));

        result.ExitCode.ShouldBe(1);
        result.Findings.ShouldContain(finding => finding.Id == "SB161");
    }

    [Fact]
    public async Task A_silent_WebSocket_is_left_and_that_is_no_failure()
    {
        var result = await JsonAsync(WebSocketUrl("/ws/echo"), "--seconds", "0.5");

        result.Figures.Ending.ShouldBe("left");
        result.Figures.Failure.ShouldBeNull();
    }

    [Fact]
    public async Task An_answer_of_a_language_model_that_is_not_recognised_is_judged_as_one_where_that_is_said()
    {
        var url = Url("/raw?body=id:%201%0Adata:%20one%0A%0Aid:%202%0Adata:%20two%0A%0A");

        (await JsonAsync(url)).Findings.ShouldBeEmpty();
        (await JsonAsync(url, "--llm")).Findings.ShouldHaveSingleItem().Id.ShouldBe("SB154");
    }

    [Theory]
    [InlineData("finish=stop", null)]
    [InlineData("finish=length", "SB151")]
    [InlineData("finish=content_filter", "SB152")]
    [InlineData("error=3", "SB153")]
    public async Task The_answer_of_a_language_model_is_read_to_its_reason(string query, string? id)
    {
        var result = await JsonAsync(Url($"/v1/chat/completions?count=6&first=300&interval=50&{query}"), "--data", Chat);

        result.Findings.Select(finding => finding.Id).ShouldBe(id is null ? [] : [id]);
    }

    [Fact]
    public async Task JSON_lines_are_measured_by_their_reads()
    {
        await using var server = ScriptedServer.InPieces("HTTP/1.1 200 OK\nContent-Type: application/x-ndjson\n\n", "{\"n\":1}\n", "{\"n\":2}\n");

        var result = await JsonAsync(server.Url.ToString(), "--seconds", "1");

        result.Findings.ShouldBeEmpty();
        result.ExitCode.ShouldBe(0);
        result.Figures.EventCount.ShouldBe(0);
        result.Figures.ByteCount.ShouldBe(18);
        result.Figures.FirstByteMs.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_redirect_is_told_and_not_followed_however_long_it_goes_on()
    {
        await using var server = ScriptedServer.Closing("HTTP/1.1 302 Found\nLocation: /\nContent-Length: 0\n\n");

        var result = await JsonAsync(server.Url.ToString(), "--data", "{}");

        result.ExitCode.ShouldBe(1);
        result.Findings.ShouldHaveSingleItem().Id.ShouldBe("SB124");
    }

    [Fact]
    public async Task The_proxy_that_the_environment_names_is_used()
    {
        await using var proxy = ScriptedServer.Closing("HTTP/1.1 200 OK\nContent-Type: text/event-stream\nVia: 1.1 a-proxy\nConnection: close\n\nid: 1\ndata: 1\n\n");

        var result = await BookProcess.RunAsync(_folder, [("http_proxy", proxy.Url.ToString())], ["inspect", "http://no-such-host.invalid/"]);

        result.ShouldExitWith(0).Output.ShouldContain("header       Via: 1.1 a-proxy");
    }

    [Fact]
    public async Task A_broken_off_stream_is_found_with_how_it_ended()
    {
        var result = (await BookProcess.RunAsync(_folder, "inspect", Url("/resume?count=5&interval=40&cut=3"))).ShouldExitWith(1);

        result.Output.ShouldMatch(@"\n  end +the body was cut off: ");
        result.Output.ShouldMatch(@"\nSB113  ");
    }
}
