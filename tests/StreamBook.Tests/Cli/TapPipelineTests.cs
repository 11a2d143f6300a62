using System.Net;
using System.Text;
using StreamBook.Cli.Tapping;
using static StreamBook.Tests.TapClient;

namespace StreamBook.Tests;

/// <summary>A client that sends requests ahead, without waiting for the answers (RFC 9112, section 9.3.2).</summary>
[Collection(BackendCollection.Name)]
public sealed class TapPipelineTests(BackendFixture fixture)
{
    [Fact]
    public async Task Requests_that_are_sent_ahead_get_the_answers_in_their_order_and_do_not_pay_for_those_before()
    {
        string[] targets = ["/clock?count=5&interval=60", "/answer?count=2", "/clock?count=3&interval=60&framing=chunked", "/answer?status=204", "/resume?count=4&interval=40"];
        var seen = new SeenByTap();
        await using var tap = Tap.Start(new(IPAddress.Loopback, 0), new(fixture.Server.Url, false), seen);
        using var client = await ConnectAsync(tap);

        await SendAsync(client, string.Concat(targets.Select(target => $"GET {target} HTTP/1.1\r\nHost: there\r\n\r\n")));

        Capture[] captures = [await seen.NextAsync(), await seen.NextAsync(), await seen.NextAsync(), await seen.NextAsync(), await seen.NextAsync()];
        captures.Select(capture => capture.Uri.PathAndQuery).ShouldBe(targets);
        captures.Select(capture => capture.Events.Length).ShouldBe([5, 2, 3, 0, 4]);
        captures.ShouldAllBe(capture => capture.Ending == CaptureEnding.Ended && capture.Failure == null);
        captures.SelectMany(capture => Diagnosis.Of(capture).Findings.Select(finding => finding.Id)).ShouldBe(["SB121"], "204 is no status of a stream");
        seen.Problems.ShouldHaveSingleItem().ShouldBe("The client asks again before it has been answered: the times of such an answer count from the end of the one before.");
    }

    [Fact]
    public async Task What_was_sent_ahead_and_not_answered_is_told_and_no_answer_is_given_to_it()
    {
        await using var server = new OneConnection();
        var seen = new SeenByTap();
        await using var tap = Tap.Start(new(IPAddress.Loopback, 0), new(server.Url, false), seen);
        using var client = await ConnectAsync(tap);

        await SendAsync(client, "GET /one HTTP/1.1\r\nHost: there\r\n\r\nGET /two HTTP/1.1\r\nHost: there\r\n\r\n");
        await Eventually.SeeAsync(async () => await ReadAsync(await server.Taken, 4096), text => text.Contains("/two", StringComparison.Ordinal));
        // Its end is that of the connection: nothing of it belongs to the second.
        await SendAsync(await server.Taken, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\nid: 1\ndata: one\n\nid: 2\ndata: two\n\n");
        (await server.Taken).Dispose();

        var capture = await seen.NextAsync();
        (capture.Uri, capture.Events.Length, capture.Ending).ShouldBe((new Uri(server.Url, "/one"), 2, CaptureEnding.Ended));
        await Eventually.SeeAsync(() => seen.Problems.Count, count => count == 2);
        seen.Problems.Last().ShouldBe("The connection ended, and 1 request that the client had sent ahead got no answer.");
    }

    [Theory]
    [InlineData("GET", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", true)]
    [InlineData("HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n", true)]
    [InlineData("GET", "HTTP/1.1 304 Not Modified\r\nContent-Length: 3\r\n\r\n", true)]
    [InlineData("GET", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n", true)]
    [InlineData("GET", "HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, chunked\r\nContent-Length: 1\r\n\r\n3\r\nabc\r\n0\r\nX: y\r\n\r\n", true)]
    [InlineData("GET", "HTTP/1.1 200 OK\r\n\r\nabc", false)]
    [InlineData("GET", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nno size\r\n", false)]
    [InlineData("GET", "HTTP/1.1 101 Switching Protocols\r\n\r\n", false)]
    public void An_answer_ends_where_HTTP_says_so_however_its_bytes_come(string method, string answer, bool ends)
    {
        const string next = "HTTP/1.1 200 OK\r\n\r\n";
        foreach (var pieceByteCount in (int[])[1, 7, 4096])
        {
            var end = new AnswerEnd(method);
            var taken = Encoding.Latin1.GetBytes(answer + next).Chunk(pieceByteCount).Sum(piece => end.Take(piece));

            (end.IsWhole, taken).ShouldBe((ends, answer.Length + (ends ? 0 : next.Length)), $"in pieces of {pieceByteCount}");
        }
    }
}
