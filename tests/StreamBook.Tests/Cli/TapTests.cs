using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using StreamBook.Cli.Tapping;
using StreamBook.Nginx;
using static StreamBook.Tests.TapClient;

namespace StreamBook.Tests;

[Collection(BackendCollection.Name)]
public sealed class TapTests(BackendFixture fixture)
{
    private static readonly byte[] _wholeRequest = "POST /ask HTTP/1.1\r\nHost: there\r\nContent-Length: 3\r\n\r\nabc"u8.ToArray();

    [Fact]
    public async Task Each_byte_is_passed_on_before_the_next_is_sent()
    {
        await using var server = new OneConnection();
        var seen = new SeenByTap();
        await using var tap = Tap.Start(new(IPAddress.Loopback, 0), new(server.Url, false), seen);
        using var client = await ConnectAsync(tap);

        await SendAsync(client, "POST /ask HTTP/1.1\r\nHost: there\r\nX-One: 1\r\nContent-Length: 3\r\n\r\n");
        (await ReadAsync(await server.Taken, 4096)).ShouldBe($"POST /ask HTTP/1.1\r\nHost: {server.Url.Authority}\r\nX-One: 1\r\nContent-Length: 3\r\n\r\n");
        foreach (var letter in "abc")
        {
            await SendAsync(client, $"{letter}");
            (await ReadAsync(await server.Taken, 1)).ShouldBe($"{letter}");
        }

        foreach (var letter in "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\nid: 1\ndata: one\n\n")
        {
            await SendAsync(await server.Taken, $"{letter}");
            (await ReadAsync(client, 1)).ShouldBe($"{letter}");
        }

        (await server.Taken).Dispose();
        (await ReadAsync(client, 1)).ShouldBeEmpty();
        var capture = await seen.NextAsync();
        capture.Events.ShouldHaveSingleItem().Event.Data.ShouldBe("one");
        (capture.Method, capture.Uri, capture.Ending).ShouldBe(("POST", new Uri(server.Url, "/ask"), CaptureEnding.Ended));
    }

    [Fact]
    public async Task A_client_that_leaves_ends_the_request_at_the_server_and_that_is_told()
    {
        await using var server = new OneConnection();
        var seen = new SeenByTap();
        await using var tap = Tap.Start(new(IPAddress.Loopback, 0), new(server.Url, false), seen);
        using (var client = await ConnectAsync(tap))
        {
            await SendAsync(client, "GET / HTTP/1.1\r\nHost: there\r\n\r\n");
            await ReadAsync(await server.Taken, 4096);
            await SendAsync(await server.Taken, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n9\r\ndata: 1\n\n\r\n");
            await Eventually.SeeAsync(async () => await ReadAsync(client, 4096), text => text.Contains("data: 1", StringComparison.Ordinal));
        }

        (await ReadAsync(await server.Taken, 1)).ShouldBeEmpty();
        var capture = await seen.NextAsync();
        capture.Ending.ShouldBe(CaptureEnding.Left);
        capture.Events.ShouldHaveSingleItem();
        Diagnosis.Of(capture).Findings.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_the_server_breaks_off_is_broken_off_for_the_client_too_and_found()
    {
        var seen = new SeenByTap();
        await using var tap = Tap.Start(new(IPAddress.Loopback, 0), new(fixture.Server.Url, false), seen);

        (await Capture.EventStreamAsync(Through(tap, "/typed?count=5&interval=20&cut=3"))).Ending.ShouldBe(CaptureEnding.CutOff);

        Diagnosis.Of(await seen.NextAsync()).Findings.ShouldContain(finding => finding.Id == "SB113");
    }

    [Fact]
    public async Task Requests_of_one_connection_are_told_one_by_one_whatever_their_bodies_are()
    {
        var seen = new SeenByTap();
        await using var tap = Tap.Start(new(IPAddress.Loopback, 0), new(fixture.Server.Url, false), seen);
        using var client = new HttpClient { BaseAddress = Through(tap, "/") };
        for (var i = 0; i < 10; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/raw?interval={i + 1}") { Content = new StringContent($"id: {i}\ndata: {i}\n\n") };
            request.Headers.TransferEncodingChunked = i % 2 == 0;
            using var answer = await client.SendAsync(request);
            await answer.Content.ReadAsStringAsync();
            await client.GetStringAsync($"/answer?count={i + 1}");
        }

        for (var i = 0; i < 20; i++)
        {
            var capture = await seen.NextAsync();
            capture.Ending.ShouldBe(CaptureEnding.Ended, $"{i}: {capture}");
            capture.Uri.Query.ShouldEndWith($"={i / 2 + 1}");
            capture.Method.ShouldBe(i % 2 == 0 ? "POST" : "GET");
        }
    }

    [Fact]
    public async Task It_knows_when_each_event_was_sent_and_does_not_take_a_quick_answer_for_a_stored_one()
    {
        var seen = new SeenByTap();
        await using var tap = Tap.Start(new(IPAddress.Loopback, 0), new(fixture.Server.Url, false), seen);

        foreach (var pathAndQuery in (string[])["/clock?count=6&interval=40", "/clock?count=2&interval=1", "/clock?count=1&interval=0"])
        {
            var client = await Capture.EventStreamAsync(Through(tap, pathAndQuery));
            var capture = await seen.NextAsync();

            capture.Events.Select(sent => sent.Event.Data).ShouldBe(client.Events.Select(sent => sent.Event.Data));
            capture.Events.ShouldAllBe(sent => sent.SentOffset >= TimeSpan.Zero && sent.SentOffset <= sent.Offset);
            Diagnosis.Of(capture).Findings.ShouldNotContain(finding => finding.Id == "SB126");
        }
    }

    [Fact]
    public async Task A_WebSocket_passes_both_ways_and_its_messages_are_seen()
    {
        var seen = new SeenByTap();
        await using var tap = Tap.Start(new(IPAddress.Loopback, 0), new(fixture.Server.Url, false), seen);

        var client = await Capture.WebSocketAsync(Through(tap, "/ws/echo"), new() { Messages = ["one", "two"], StopAfter = 2 });

        client.Events.Select(message => message.Event.Data).ShouldBe(["one", "two"]);
        var capture = await seen.NextAsync();
        (capture.Kind, capture.Status, capture.CloseCode).ShouldBe((CaptureKind.WebSocket, 101, 1000));
        capture.Events.Select(message => message.Event.Data).ShouldBe(["one", "two"]);
        Diagnosis.Of(capture).Findings.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_WebSocket_that_is_refused_is_found_and_the_connection_goes_on()
    {
        var seen = new SeenByTap();
        await using var tap = Tap.Start(new(IPAddress.Loopback, 0), new(fixture.Server.Url, false), seen);

        (await Capture.WebSocketAsync(Through(tap, "/answer"))).Failure.ShouldNotBeNull();

        Diagnosis.Of(await seen.NextAsync()).Findings.ShouldContain(finding => finding.Id == "SB161");
    }

    [Fact]
    public async Task A_server_that_speaks_TLS_is_asked_by_its_own_name()
    {
        string[] pem = [.. SelfSignedCertificate.Directives.Select(directive => directive.Arguments[0]["data:".Length..])];
        using var certificate = X509Certificate2.CreateFromPem(pem[0], pem[1]);
        await using var server = new OneConnection(certificate);
        var seen = new SeenByTap();
        var target = new UriBuilder(server.Url) { Scheme = "https", Host = "localhost" }.Uri;
        await using var tap = Tap.Start(new(IPAddress.Loopback, 0), new(target, TrustsAnyCertificate: true), seen);
        using var client = await ConnectAsync(tap);

        await SendAsync(client, "GET /x HTTP/1.1\r\nHost: there\r\n\r\n");
        (await ReadAsync(await server.Taken, 4096)).ShouldStartWith($"GET /x HTTP/1.1\r\nHost: {target.Authority}\r\n");
        await SendAsync(await server.Taken, "HTTP/1.1 204 No Content\r\n\r\n");
        (await ReadAsync(client, 4096)).ShouldStartWith("HTTP/1.1 204");
        (await seen.NextAsync()).ShouldSatisfyAllConditions(capture => capture.Status.ShouldBe(204), capture => capture.Uri.ShouldBe(new Uri(target, "/x")));
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_told_to_both()
    {
        var seen = new SeenByTap();
        await using var tap = Tap.Start(new(IPAddress.Loopback, 0), new(new($"http://127.0.0.1:1/"), false), seen);

        var capture = await Capture.EventStreamAsync(Through(tap, "/"));

        capture.Status.ShouldBe(502);
        capture.Text.ShouldStartWith("127.0.0.1:1: no connection (");
        seen.Problems.ShouldHaveSingleItem().ShouldBe(capture.Text.TrimEnd());
    }

    [Theory]
    [InlineData("\u0016\u0003\u0001", "The client speaks TLS: ")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "The client speaks HTTP/2: ")]
    [InlineData("CONNECT x:1 HTTP/1.1\r\n\r\n", "CONNECT asks for a tunnel: ")]
    [InlineData("SSH-2.0-x\r\n\r\n", "“SSH-2.0-x” begins no request of HTTP/1.1.")]
    public async Task A_client_that_speaks_something_else_is_told_of_in_a_sentence(string bytes, string sentence)
    {
        var seen = new SeenByTap();
        await using var tap = Tap.Start(new(IPAddress.Loopback, 0), new(fixture.Server.Url, false), seen);
        using var client = await ConnectAsync(tap);

        await SendAsync(client, bytes);

        (await ReadAsync(client, 1)).ShouldBeEmpty();
        seen.Problems.ShouldHaveSingleItem().ShouldStartWith(sentence);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(4096)]
    public void Requests_are_told_apart_however_their_bytes_come(int pieceByteCount)
    {
        byte[] bytes = [.. _wholeRequest, .. "PUT /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nGET\r\nA\r\n0123456789\r\n0\r\nX: 1\r\n\r\nGET /b HTTP/1.1\r\n\r\n"u8];
        var splitter = new RequestSplitter();
        var pieces = bytes.Chunk(pieceByteCount).SelectMany(piece => splitter.Split(piece, () => false)).ToArray();

        pieces.Select(piece => piece.Head).OfType<RequestHead>().Select(head => $"{head.Method} {head.Target}").ShouldBe(["POST /ask", "PUT /a", "GET /b"]);
        string.Concat(pieces.Where(piece => piece.Head is null).Select(piece => Encoding.ASCII.GetString(piece.Bytes.Span))).ShouldBe("abc3;x=y\r\nGET\r\nA\r\n0123456789\r\n0\r\nX: 1\r\n\r\n");
    }
}
