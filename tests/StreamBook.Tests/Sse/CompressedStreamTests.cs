using System.Net;

namespace StreamBook.Tests;

/// <summary>Event streams that a server has compressed, asked or not (RFC 9110, sections 8.4 and 12.5.3).</summary>
[Collection(BackendCollection.Name)]
public sealed class CompressedStreamTests(BackendFixture fixture) : IDisposable
{
    private const string Stream = "id: 1\ndata: a\n\nid: 2\ndata: b\n\n";
    private static readonly Uri _address = new("http://source.test/events");

    private readonly BackendServer _backend = fixture.Server;
    private readonly ImmediateTime _time = new();
    private readonly ScriptedHandler _server = new();
    private readonly List<EventSourceNotice> _notices = [];

    public static TheoryData<string, string> Readable => new()
    {
        { "gzip", "gzip" },
        { "x-gzip", "x-gzip" },
        { "GZip", "gzip" },
        { "deflate", "deflate" },
        { "deflate", "deflate without zlib" },
        { "br", "br" },
        { "identity", "identity" },
        { "gzip, br", "gzip, br" },
        { "deflate ,, gzip,identity", "deflate, gzip" },
    };

    public static TheoryData<string, string> Unreadable => new()
    {
        { "zstd", "zstd" },
        { "compress", "compress" },
        { "gzip, zstd", "zstd" },
        { "aes128gcm, gzip", "aes128gcm" },
        { "gzip;q=1", "gzip;q=1" },
    };

    public static TheoryData<string> Falsely => ["gzip", "deflate", "br", "br, gzip"];

    public void Dispose() => _server.Dispose();

    [Theory]
    [MemberData(nameof(Readable))]
    public async Task An_event_source_reads_what_can_be_decompressed(string header, string codings)
    {
        _server.AnswerCoded(header, Compressed.With(codings, Stream)).Answer(HttpStatusCode.NoContent);
        (await ReadAllAsync()).ShouldBe([new("message", "a", "1"), new("message", "b", "2")]);
        _server.Requests.Select(request => request.LastEventId).ShouldBe([null, "2"]);
    }

    [Theory]
    [MemberData(nameof(Readable))]
    public async Task An_event_is_there_before_the_compressed_stream_goes_on(string header, string codings)
    {
        await using var server = ScriptedServer.Sending(Head(header), Compressed.With(codings, Stream, isEnded: false), isHeldOpen: true);
        using var source = new EventSourceClient(server.Url);
        await using var events = source.ReadAsync().GetAsyncEnumerator();
        (await events.MoveNextAsync()).ShouldBeTrue();
        events.Current.ShouldBe(new("message", "a", "1"));

        await using var again = ScriptedServer.Sending(Head(header), Compressed.With(codings, Stream, isEnded: false), isHeldOpen: true);
        var capture = await Capture.EventStreamAsync(again.Url, new() { StopAfter = 2 });
        capture.Events.Select(e => e.Event.Data).ShouldBe(["a", "b"]);
        capture.Text.ShouldBe(Stream);
        capture.Failure.ShouldBeNull();
    }

    [Theory]
    [MemberData(nameof(Readable))]
    public async Task Both_readers_put_a_compressed_stream_of_the_backend_together_from_pieces(string header, string codings)
    {
        var address = $"/raw?chunk=5&interval=1&coding={Uri.EscapeDataString(header)}&body={string.Concat(Compressed.With(codings, Stream).Select(b => $"%{b:x2}"))}";
        var capture = await _backend.CaptureAsync(address);
        capture.Header("Content-Encoding").ShouldBe(header);
        capture.Events.Select(e => e.Event).ShouldBe([new("message", "a", "1"), new("message", "b", "2")]);
        capture.Failure.ShouldBeNull();

        using var source = new EventSourceClient(new(_backend.Url, address));
        var events = new List<ServerSentEvent>();
        await foreach (var dispatched in source.ReadAsync())
        {
            events.Add(dispatched);
            if (events.Count == 2)
                break;
        }

        events.ShouldBe(capture.Events.Select(e => e.Event));
    }

    [Theory]
    [MemberData(nameof(Unreadable))]
    public async Task An_event_source_fails_for_good_and_names_the_coding_that_it_does_not_know(string header, string unknown)
    {
        _server.AnswerCoded(header, "anything"u8.ToArray());
        var failure = await Should.ThrowAsync<EventSourceException>(ReadAllAsync());
        failure.ContentEncoding.ShouldBe(header);
        failure.Status.ShouldBe(HttpStatusCode.OK);
        failure.Message.ShouldContain($"Content-Encoding: {header}; {unknown} cannot be decoded");
        failure.Message.ShouldContain("Accept-Encoding: identity");
        _notices.ShouldBeEmpty();
        _time.Delays.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Unreadable))]
    public async Task A_capture_names_the_coding_that_it_does_not_know_though_the_stream_never_ends(string header, string unknown)
    {
        await using var server = ScriptedServer.Sending(Head(header), "anything"u8.ToArray(), isHeldOpen: true);
        var capture = await Capture.EventStreamAsync(server.Url);
        capture.Failure.ShouldNotBeNull().ShouldStartWith($"the body was not read: {unknown} (Content-Encoding: {header}) cannot be decoded");
        capture.Status.ShouldBe(200);
        capture.Reads.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Falsely))]
    public async Task A_body_that_is_not_what_its_header_says_fails_for_good(string header)
    {
        _server.AnswerCoded(header, "data: a\n\n"u8.ToArray());
        var failure = await Should.ThrowAsync<EventSourceException>(ReadAllAsync());
        failure.ContentEncoding.ShouldBe(header);
        failure.Message.ShouldContain($"Content-Encoding: {header}, and its body is not that");
        _time.Delays.ShouldBeEmpty();

        await using var server = ScriptedServer.Closing(Head(header) + "data: a\n\n");
        (await Capture.EventStreamAsync(server.Url)).Failure.ShouldBe($"the body is not the {header} that it says it is");
    }

    [Fact]
    public async Task A_compressed_stream_that_breaks_off_is_reconnected_after_the_last_event_that_came_whole()
    {
        var whole = Compressed.With("gzip", Stream, isEnded: false);
        _server.AnswerCoded("gzip", [.. whole, 0x4a]).AnswerCoded("gzip", []).Answer(HttpStatusCode.NoContent);
        (await ReadAllAsync()).Count.ShouldBe(2);
        _server.Requests.Select(request => request.LastEventId).ShouldBe([null, "2", "2"]);
    }

    [Fact]
    public async Task A_client_that_decompresses_by_itself_is_not_done_twice()
    {
        await using var server = ScriptedServer.Sending(Head("gzip"), Compressed.With("gzip", Stream), isHeldOpen: true);
        using var http = new HttpClient(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.All, UseProxy = false });
        using var source = new EventSourceClient(server.Url, new() { HttpClient = http });
        await using var events = source.ReadAsync().GetAsyncEnumerator();
        (await events.MoveNextAsync()).ShouldBeTrue();
        events.Current.Data.ShouldBe("a");
    }

    private static string Head(string coding) => $"HTTP/1.1 200 OK\nContent-Type: text/event-stream\nContent-Encoding: {coding}\n\n";

    private async Task<List<ServerSentEvent>> ReadAllAsync()
    {
        using var http = new HttpClient(_server, disposeHandler: false);
        using var source = new EventSourceClient(_address, new() { HttpClient = http, TimeProvider = _time, Notify = _notices.Add });
        var events = new List<ServerSentEvent>();
        await foreach (var dispatched in source.ReadAsync())
            events.Add(dispatched);
        return events;
    }
}
