namespace StreamBook.Tests;

/// <summary>One lab for all recipes; each test puts its own in force.</summary>
[FullLane]
public sealed class RecipeTests : IClassFixture<RecipeTests.LabFixture>
{
    // Long enough that a client which a busy machine lets wait still sees its begin before its end.
    private const string Length = "count=15&interval=100";
    private const string Stream = $"/clock?{Length}";
    private const string Ticker = $"/ws/ticker?{Length}";

    private readonly Lab _lab;

    public RecipeTests(LabFixture fixture) => _lab = fixture.Lab!;

    private bool SpeaksHttp11ByDefault => _lab.Nginx.Version >= new Version(1, 29, 7);

    [Fact]
    public async Task The_bare_recipe_holds_a_stream_until_1_29_7_and_passes_no_WebSocket()
    {
        await _lab.UseAsync(Recipe.Bare);

        (await Captures.JudgedAsync(() => _lab.Nginx.CaptureAsync(Stream))).Delivery.ShouldBe(SpeaksHttp11ByDefault ? Delivery.Streamed : Delivery.Held);
        (await _lab.Nginx.CaptureWebSocketAsync(Ticker)).Status.ShouldNotBe(101);
    }

    [Fact]
    public async Task The_held_recipe_holds_a_stream_on_any_version()
    {
        await _lab.UseAsync(Recipe.Held);

        (await Captures.JudgedAsync(() => _lab.Nginx.CaptureAsync(Stream))).Delivery.ShouldBe(Delivery.Held);
    }

    [Fact]
    public async Task A_long_stream_over_HTTP_1_0_comes_in_lumps_of_a_buffer_and_says_so()
    {
        await _lab.UseAsync(Recipe.Bare.With("proxy_http_version 1.0;"));

        var capture = await Captures.JudgedAsync(() => _lab.Nginx.CaptureAsync("/clock?count=150&interval=10&size=100"));
        capture.Delivery.ShouldBe(Delivery.InLumps, capture.DeliveryReason);
        capture.Body.Length.ShouldBeGreaterThan(2 * 8192);
        capture.Lumps.Sum(lump => lump.EventCount).ShouldBe(150);
        capture.Lumps.Length.ShouldBe(capture.Reads.Length);
        // All but the first, which has nginx's own head in its buffer, and the last are a buffer of nginx, which is a page of memory: 4 or 8 kB.
        capture.Lumps[1..^1].ShouldAllBe(lump => lump.ByteCount % 4096 == 0 && lump.EventCount >= 30);

        var text = Draw.Lanes(capture).Text;
        text.ShouldContain("in lumps · first event");
        text.ShouldContain($"150 events in {capture.Lumps.Length} lumps: ");
        text.ShouldContain("4,096 bytes a read");
    }

    [Fact]
    public async Task The_articles_recipe_streams_both_and_sends_what_it_says()
    {
        await _lab.UseAsync(Recipe.Article);

        (await Captures.JudgedAsync(() => _lab.Nginx.CaptureAsync(Stream))).Delivery.ShouldBe(Delivery.Streamed);
        (await Captures.JudgedAsync(() => _lab.Nginx.CaptureWebSocketAsync(Ticker))).Delivery.ShouldBe(Delivery.Streamed);
        var request = ReceivedRequest.Parse(await _lab.Nginx.GetTextAsync("/request"));
        request.HttpVersion.ShouldBe("HTTP/1.1");
        request.Headers.Where(line => line.Name == "Connection").ShouldHaveSingleItem().Value.ShouldBe("Upgrade");
        request.Headers.ShouldContain(new HeaderLine("X-Real_IP", "127.0.0.1"));
    }

    [Theory]
    [InlineData("chunked")]
    [InlineData("close")]
    public async Task The_recommended_recipe_streams_however_the_body_is_framed(string framing)
    {
        await _lab.UseAsync(Recipe.Recommended);

        (await Captures.JudgedAsync(() => _lab.Nginx.CaptureAsync($"{Stream}&framing={framing}"))).Delivery.ShouldBe(Delivery.Streamed);
    }

    [Fact]
    public async Task The_recommended_recipe_passes_WebSockets_and_asks_for_an_upgrade_only_then()
    {
        await _lab.UseAsync(Recipe.Recommended);

        var socket = await Captures.JudgedAsync(() => _lab.Nginx.CaptureWebSocketAsync(Ticker));
        socket.Status.ShouldBe(101);
        socket.Delivery.ShouldBe(Delivery.Streamed);
        var plain = ReceivedRequest.Parse(await _lab.Nginx.GetTextAsync("/request"));
        plain.Headers.ShouldNotContain(line => line.Name == "Upgrade" || line.Name == "Connection");
        (await _lab.Backend.GetLogAsync()).Last(request => request.Target.StartsWith("/ws/ticker", StringComparison.Ordinal))
            .Headers.ShouldContain(new HeaderLine("Connection", "upgrade"));
    }

    [Fact]
    public async Task The_recommended_recipe_tells_the_backend_who_asked_and_for_what()
    {
        await _lab.UseAsync(Recipe.Recommended);

        var answer = await _lab.Nginx.CaptureAsync("/request", new() { Headers = [new("X-Forwarded-For", "2001:db8::1")] });

        var request = ReceivedRequest.Parse(answer.Text);
        request.Headers.ShouldContain(new HeaderLine("Host", _lab.Nginx.Url.Authority));
        request.Headers.ShouldContain(new HeaderLine("X-Real-IP", "127.0.0.1"));
        request.Headers.ShouldContain(new HeaderLine("X-Forwarded-For", "2001:db8::1, 127.0.0.1"));
        request.Headers.ShouldContain(new HeaderLine("X-Forwarded-Proto", "http"));
    }

    [Fact]
    public async Task Every_recipe_runs_without_a_complaint()
    {
        foreach (var recipe in Recipe.All)
        {
            await _lab.UseAsync(recipe.Configuration);
            (await _lab.Nginx.CaptureAsync("/clock?count=1&interval=1")).Failure.ShouldBeNull(recipe.Name);
        }

        _lab.Nginx.ErrorLog.ShouldNotMatch(@"\[(warn|error|crit|alert|emerg)\]");
    }

    [Fact]
    public async Task Http2_reaches_the_client_on_any_version()
    {
        await _lab.UseAsync(Recipe.Recommended.With("http2 on;", NginxContext.Server));

        var capture = await Captures.JudgedAsync(() => _lab.Nginx.CaptureAsync(Stream, new() { HttpVersion = new(2, 0) }));

        capture.HttpVersion.ShouldBe(new Version(2, 0));
        capture.Delivery.ShouldBe(Delivery.Streamed);
    }

    public sealed class LabFixture : IAsyncLifetime
    {
        public Lab? Lab { get; private set; }

        public async Task InitializeAsync() => Lab = await Lab.StartAsync();

        public async Task DisposeAsync() => await Lab!.DisposeAsync();
    }
}
