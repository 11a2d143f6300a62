using System.Net;
using System.Net.Sockets;

namespace StreamBook.Tests;

/// <summary>What `book inspect` is given and cannot use: one sentence each, and never a stack.</summary>
[FullLane]
public sealed class InspectInputTests
{
    private static readonly string _folder = AppContext.BaseDirectory;

    private static Task<BookResult> InspectAsync(params string[] args) => BookProcess.RunAsync(_folder, ["inspect", .. args]);

    [Theory]
    [InlineData("localhost:8080", "localhost:8080: neither a file nor an address, which begins with http://, https://, ws:// or wss://. Did you mean http://localhost:8080?")]
    [InlineData("ftp://example.com/", "ftp://example.com/: ftp is not spoken here, http, https, ws and wss are.")]
    [InlineData("http://", "http://: neither a file nor an address, which begins with http://, https://, ws:// or wss://.")]
    [InlineData("http://no-such-host.invalid/", "no-such-host.invalid: there is no host of that name (")]
    public async Task An_address_that_leads_nowhere_is_told_in_a_sentence(string address, string sentence) =>
        ShouldBeOneSentence(await InspectAsync(address), sentence);

    [Theory]
    [InlineData("-H: not a header line", "-H", "no colon")]
    [InlineData("-X G T: not a method of HTTP.", "-X", "G T")]
    [InlineData("--seconds 0: write a number above 0", "--seconds", "0")]
    [InlineData("--events x: write a whole number from 1 on.", "--events", "x")]
    [InlineData("--data @/no/such/file: cannot be read:", "--data", "@/no/such/file")]
    [InlineData("--suite asks for many streams", "--suite", "--save", "x.json")]
    [InlineData("-X GET with --data: a GET has no body", "-X", "GET", "--data", "x")]
    public async Task An_option_that_cannot_be_is_told_in_a_sentence(string sentence, params string[] args)
    {
        var result = (await InspectAsync(["http://127.0.0.1:9/", .. args])).ShouldExitWith(2);
        result.Error.ShouldContain(sentence.Replace("-H:", "-H no colon:", StringComparison.Ordinal));
        result.Error.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task A_refused_connection_is_told_in_a_sentence()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var place = $"127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
        listener.Stop();

        foreach (var scheme in (string[])["http", "https", "ws", "wss"])
            ShouldBeOneSentence(await InspectAsync($"{scheme}://{place}/"), $"{place}: no connection (");
    }

    [Fact]
    public async Task TLS_with_a_server_that_speaks_none_is_told_in_a_sentence()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var place = $"127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
        var inspecting = InspectAsync($"https://{place}/");
        using (var client = await listener.AcceptTcpClientAsync())
            await client.GetStream().WriteAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray());

        ShouldBeOneSentence(await inspecting, $"{place}: TLS failed (");
    }

    [Fact]
    public async Task A_server_that_speaks_something_else_is_told_in_a_sentence()
    {
        await using var server = ScriptedServer.Closing("SSH-2.0-OpenSSH_9.2\n\n");

        ShouldBeOneSentence(await InspectAsync(server.Url.ToString()), $"{server.Url.Authority}: what came is not the HTTP that was asked for (");
    }

    [Fact]
    public async Task A_stream_that_never_begins_is_undecided_or_found_and_told_in_a_sentence()
    {
        await using var silent = ScriptedServer.HoldingOpen("");

        var result = await InspectAsync(silent.Url.ToString(), "--seconds", "0.5");

        result.ExitCode.ShouldBeOneOf(1, 3);
        result.Output.ShouldContain("no answer");
        result.Error.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_body_of_any_bytes_is_no_failure()
    {
        await using var server = ScriptedServer.Sending("HTTP/1.1 200 OK\nContent-Type: text/event-stream\n\n", [.. Enumerable.Range(0, 4096).Select(i => (byte)(i * 31))], isHeldOpen: false);

        var result = await InspectAsync(server.Url.ToString());

        result.ExitCode.ShouldBeOneOf(0, 1, 3);
        result.Error.ShouldBeEmpty();
        result.Output.ShouldNotContain("\u001b");
    }

    [Theory]
    [InlineData("", "empty.")]
    [InlineData("not a capture", "not a capture")]
    [InlineData("{\"format\":\"streambook-capture-1\"}", "not a whole capture: ")]
    [InlineData("{\"format\":\"streambook-capture-1\"", "not a whole capture: ")]
    [InlineData("{\"log\":{\"entries\":[{}]}}", "not a whole HAR: ")]
    [InlineData("{\"log\":{\"entries\":[]}}", "a HAR without a request in it.")]
    public async Task A_file_that_is_no_capture_is_told_in_a_sentence(string text, string sentence)
    {
        using var folder = new TempFolder("streambook-inspect-");
        var file = folder.In("capture.json");
        await File.WriteAllTextAsync(file, text);

        ShouldBeOneSentence(await InspectAsync(file), $"{file}: {sentence}");
    }

    private static void ShouldBeOneSentence(BookResult result, string beginning)
    {
        result.ShouldExitWith(2);
        result.Error.ShouldStartWith(beginning);
        result.Error.TrimEnd('\n').ShouldNotContain('\n');
    }
}
