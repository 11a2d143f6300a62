using System.Net;

namespace StreamBook.Tests;

/// <summary>A finding, what brings it about on real servers, and the same without the cause.</summary>
/// <param name="Id">The ID of its kind.</param>
/// <param name="Sick">With the cause.</param>
/// <param name="Healthy">Without.</param>
public sealed record Symptom(string Id, Func<DiagnosisFixture, Task<Capture>> Sick, Func<DiagnosisFixture, Task<Capture>> Healthy)
{
    private const string Chunk = """{"object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"a"},"finish_reason":null}]}""";

    private static readonly CaptureOptions _zipped = new() { Headers = [new("Accept-Encoding", "gzip")] };

    private static readonly CaptureOptions _impatient = new() { Deadline = TimeSpan.FromSeconds(1) };

    /// <summary>One for each kind that one capture shows; the others are ComparedSymptoms.</summary>
    public static IReadOnlyList<Symptom> All { get; } =
    [
        // The first two in both ways: with the times of sending, and without.
        Through("SB101", "/held/clock?count=5&interval=60", "/clock?count=5&interval=60"),
        new("SB101", f => f.AtHome.CaptureAsync("/outer-held/steady"), f => f.AtHome.CaptureAsync("/steady")),
        Through("SB102", "/held/clock?count=120&interval=10", "/clock?count=120&interval=10"),
        new("SB102", f => Streamed(f, "/held/raw"), f => Streamed(f, "/raw")),
        Through("SB103", "/gzip/clock?count=5&interval=60", "/flushed-gzip/clock?count=5&interval=60", _zipped),
        // An nginx does not look at no-transform; `TypedResults` says Content-Encoding: identity, which it does.
        new("SB103", f => f.Outer.CaptureAsync("/outer-gzip/no-transform/clock?count=5&interval=60", _zipped), f => f.Outer.CaptureAsync("/outer-gzip/no-transform/typed?count=5&interval=60", _zipped)),
        Through("SB104", "/headers-late/clock?count=4&interval=150", "/clock?count=4&interval=150"),
        Through("SB104", "/headers-late/clock?count=3&interval=300", "/headers-late/clock?count=3&interval=300&heartbeat=40"),
        new("SB105", f => f.AtHome.CaptureAsync("/silent", _impatient), f => f.AtHome.CaptureAsync("/steady")),
        Through("SB111", "/impatient/clock?count=3&interval=50&pause=30000", "/impatient/clock?count=3&interval=50&pause=3500&heartbeat=500"),
        new("SB112", f => f.CutAt15Seconds, f => f.AtHome.CaptureAsync("/steady")),
        Through("SB113", "/typed?count=5&interval=40&cut=3", "/typed?count=5&interval=40"),
        Through("SB114", "/impatient/typed?count=1&interval=30000", "/impatient/typed?count=2&interval=100"),
        Through("SB121", "/answer?status=503", "/answer?status=200"),
        Through("SB122", "/answer?type=text/plain", "/answer?count=3"),
        Through("SB123", "/page", "/answer?count=3"),
        Through("SB124", "/moved", "/clock?count=3&interval=50", new() { Body = "{}" }),
        Through("SB124", "/slash", "/beside"),
        Through("SB125", "/file", "/raw?body=id:%201%0Adata:%20one%0A%0A"),
        new("SB126", CachedAsync, f => f.Nginx.CaptureAsync("/clock?count=3&interval=50")),
        new("SB127", _ => Capture.EventStreamAsync(Gone()), f => f.Nginx.CaptureAsync("/answer")),
        Through("SB127", "/closed", "/answer"),
        Through("SB128", "/raw?body=data:%20x%0A%0A&coding=zstd", "/raw?body=id:%201%0Adata:%20x%0A%0A"),
        new("SB131", f => f.AtHome.CaptureAsync("/no-ids"), f => f.AtHome.CaptureAsync("/steady")),
        new("SB132", f => f.SilentFor21Seconds, f => f.AtHome.CaptureAsync("/steady")),
        Through("SB133", "/clock?count=2&retry=10", "/clock?count=2&retry=3000"),
        Raw("SB141", "id: 1\ndata: whole\n\ndata: cut", "id: 1\ndata: whole\n\n: the end"),
        Raw("SB142", "id: 1\0\ndata: x\n\n", "id: 1\ndata: x\n\n"),
        Raw("SB143", "data: x\n\n\uFEFFdata: y\n\n", "\uFEFFdata: x\n\ndata: y\n\n"),
        Raw("SB144", "d\0a\0t\0a\0:\0x\0\n\0\n\0", "data: x\n\n"),
        Raw("SB145", "data: {\n  \"a\": 1\n}\n\n", "data: {\ndata:   \"a\": 1\ndata: }\n\n"),
        Raw("SB146", "data: {\"a\": \"b\ndata: c\"}\n\n", "data: {\"a\":\ndata: \"b\"}\n\n"),
        Raw("SB147", "Data: x\n\ndata: y\n\n", "X-Data: x\n\ndata: y\n\n"),
        Raw("SB148", "{\"a\":1}\n{\"a\":2}\n", "data: {\"a\":1}\n\n"),
        Raw("SB149", "data: x\r\rdata: y\r\r", "data: x\r\n\r\ndata: y\r\n\r\n"),
        new("SB150", f => f.Nginx.CaptureAsync("/raw?body=data:%20%C3%0A%0A"), f => f.Nginx.CaptureAsync("/raw?body=data:%20%C3%A4%0A%0A")),
        Model("SB151", "finish=length"),
        Model("SB152", "finish=content_filter"),
        Model("SB153", "error=3"),
        Raw("SB154", $"data: {Chunk}\n\ndata: {Chunk}\n\n", $"data: {Chunk}\n\ndata: {Chunk}\n\ndata: [DONE]\n\n"),
        Socket("SB161", "/no-upgrade/ws/ticker?count=2", "/ws/ticker?count=2"),
        Socket("SB162", "/impatient/ws/ticker?count=2&interval=30000", "/impatient/ws/ticker?count=2&interval=100"),
        new("SB163", f => f.Nginx.CaptureWebSocketAsync("/ws/echo?limit=3", new() { Messages = ["long"], StopAfter = 1 }), f => f.Nginx.CaptureWebSocketAsync("/ws/echo?limit=3", new() { Messages = ["abc"], StopAfter = 1 })),
    ];

    public override string ToString() => Id;

    private static Symptom Through(string id, string sick, string healthy, CaptureOptions? options = null) =>
        new(id, f => f.Nginx.CaptureAsync(sick, options), f => f.Nginx.CaptureAsync(healthy, options));

    private static Symptom Socket(string id, string sick, string healthy) =>
        new(id, f => f.Nginx.CaptureWebSocketAsync(sick), f => f.Nginx.CaptureWebSocketAsync(healthy));

    // Posted: bytes go through as they are, and an answer to a question needs no IDs.
    private static Symptom Raw(string id, string sick, string healthy) =>
        new(id, f => f.Nginx.CaptureAsync("/raw", new() { Body = sick }), f => f.Nginx.CaptureAsync("/raw", new() { Body = healthy }));

    private static Symptom Model(string id, string query)
    {
        var options = new CaptureOptions { Body = """{"model":"m","stream":true,"messages":[]}""" };
        return new(id, f => f.Nginx.CaptureAsync($"/v1/chat/completions?count=6&first=100&interval=30&{query}", options), f => f.Nginx.CaptureAsync("/v1/chat/completions?count=6&first=100&interval=30", options));
    }

    private static Task<Capture> Streamed(DiagnosisFixture fixture, string path) => fixture.Nginx.CaptureAsync(
        $"{path}?chunk={DiagnosisFixture.Event(0).Length}&interval=10", new() { Body = string.Concat(Enumerable.Range(0, 120).Select(DiagnosisFixture.Event)) });

    private static async Task<Capture> CachedAsync(DiagnosisFixture fixture)
    {
        await fixture.Nginx.CaptureAsync("/cached/clock?count=3&interval=50");
        return await fixture.Nginx.CaptureAsync("/cached/clock?count=3&interval=50");
    }

    private static Uri Gone()
    {
        using var server = HomeServer.Start(_ => Task.CompletedTask);
        return server.Url;
    }
}
