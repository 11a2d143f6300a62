using StreamBook.Load;

namespace StreamBook.Tests;

public class LoadTests
{
    private static readonly TimeSpan _window = TimeSpan.FromMilliseconds(400);

    [Theory, InlineData(false), InlineData(true)]
    public async Task All_connections_are_open_at_the_same_time_and_each_message_tells_how_late_it_was(bool isWebSocket)
    {
        await using var backend = await BackendServer.StartAsync();

        var load = isWebSocket
            ? await backend.LoadWebSocketsAsync("/ws/ticker?count=0&interval=50", 120, _window)
            : await backend.LoadEventStreamsAsync("/clock?count=0&interval=50", 120, _window);

        load.Name.ShouldBe(isWebSocket ? "WebSockets" : "event streams");
        (load.WantedCount, load.Count, load.Limit).ShouldBe((120, 120, null));
        load.MessageCount.ShouldBeGreaterThan(120);
        load.Delays.ShouldBeInOrder();
        load.Delays[0].ShouldBeGreaterThanOrEqualTo(TimeSpan.Zero);
        load.CpuTime.ShouldBeGreaterThan(TimeSpan.Zero);
        load.ByteCountPerConnection.ShouldNotBeNull().ShouldBeInRange(1_000, 200_000);
        load.Open.ThreadCount.ShouldBeLessThan(120);
        load.ToString().ShouldStartWith($"120 {load.Name}: ");
        load.Doubt.ShouldBeNull();
        var log = await Eventually.SeeAsync(() => backend.GetLogAsync(), log => log.All(request => request.Ending is not null));
        log.Length.ShouldBe(120);
        log.ShouldAllBe(request => request.Ending == RequestEnding.AbortedByPeer, "all were left");
        log.Select(request => request.RemoteAddress).ShouldBeUnique();
        log.Max(request => request.BeganMs).ShouldBeLessThan(log.Min(request => request.EndedMs!.Value), "all were open before the first was left");
    }

    [FullLane, Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_a_connection_costs_a_fresh_server_is_what_it_costs_the_second_time(bool isWebSocket)
    {
        await using var lab = await Lab.StartAsync(new() { Host = LabHost.Processes });
        var costs = new List<double>();
        foreach (var count in new[] { 2_000, 1_000, 1_000 })
        {
            costs.Add((isWebSocket
                ? await lab.Backend.LoadWebSocketsAsync("/ws/ticker?count=0&interval=1000", count, _window)
                : await lab.Backend.LoadEventStreamsAsync("/clock?count=0&interval=1000", count, _window)).ByteCountPerConnection!.Value);
        }

        costs.ShouldAllBe(cost => Math.Abs(cost - costs[0]) < costs[0] / 10, string.Join(", ", costs));
    }

    [FullLane, Fact]
    public async Task What_a_connection_costs_is_the_same_the_second_time_whatever_was_before()
    {
        await using var lab = await Lab.StartAsync(new() { Host = LabHost.Processes, Configuration = Recipe.Recommended.With("events { worker_connections 2048; }", NginxContext.Main) });
        await lab.Nginx.LoadEventStreamsAsync("/clock?count=0&interval=1000", 800, _window);

        var streams = await CostAsync(() => lab.Backend.LoadEventStreamsAsync("/clock?count=0&interval=1000", 400, _window));
        var sockets = await CostAsync(() => lab.Backend.LoadWebSocketsAsync("/ws/ticker?count=0&interval=1000", 400, _window));
        (await CostAsync(() => lab.Backend.LoadEventStreamsAsync("/clock?count=0&interval=1000", 400, _window))).ShouldBe(streams, streams / 10);
        (await CostAsync(() => lab.Backend.LoadWebSocketsAsync("/ws/ticker?count=0&interval=1000", 400, _window))).ShouldBe(sockets, sockets / 10);

        var proxied = await CostAsync(() => lab.Nginx.LoadEventStreamsAsync("/clock?count=0&interval=1000", 800, _window));
        (await CostAsync(() => lab.Nginx.LoadEventStreamsAsync("/clock?count=0&interval=1000", 400, _window))).ShouldBe(proxied, proxied / 10);

        static async Task<double> CostAsync(Func<Task<LoadResult>> load)
        {
            var result = await load();
            (result.Limit, result.Doubt).ShouldBe((null, null));
            return result.ByteCountPerConnection!.Value;
        }
    }

    [FullLane, Fact]
    public async Task A_time_limit_that_ran_out_is_told()
    {
        await using var backend = await BackendServer.StartAsync();
        var load = await backend.LoadEventStreamsAsync("/clock?count=0&interval=60000", 3, _window);
        load.MessageCount.ShouldBe(0);
        load.Doubt.ShouldBe("3 connections had no message within 20.00 s");
        load.ToString().ShouldEndWith(" (doubtful: 3 connections had no message within 20.00 s)");
    }

    [FullLane, Fact]
    public async Task What_a_server_does_not_allow_is_left_out_and_told()
    {
        // A stream takes two connections of nginx, and two listen or are its own: (16 - 2) / 2.
        await using var lab = await Lab.StartAsync(new() { Host = LabHost.Processes });
        await lab.UseAsync(Recipe.Recommended.With("events { worker_connections 16; }", NginxContext.Main));

        var load = await lab.Nginx.LoadEventStreamsAsync("/clock?count=0&interval=50", 40, _window);

        load.Count.ShouldBeInRange(1, 7);
        load.Limit.ShouldNotBeNull();
        load.MessageCount.ShouldBeGreaterThan(0);
        load.ToString().ShouldContain("(40 were asked for: ");
    }

    [Fact]
    public async Task An_answer_that_is_no_stream_and_a_server_that_has_ended_open_nothing()
    {
        var backend = await BackendServer.StartAsync();
        var refused = await backend.LoadEventStreamsAsync("/clock?count=many", 3, _window);
        (refused.Count, refused.MessageCount, refused.Median, refused.ByteCountPerConnection).ShouldBe((0, 0, null, null));
        refused.Limit.ShouldBe("the server answered HTTP/1.1 400 Bad Request");
        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => backend.LoadEventStreamsAsync("/clock", 0));

        await backend.DisposeAsync();
        await Should.ThrowAsync<LabException>(() => backend.LoadWebSocketsAsync("/ws/ticker", 3));
    }

    [Fact]
    public async Task A_number_cut_in_two_by_the_network_is_read_whole()
    {
        // Far from what any clock says, so that the delay is the number and nothing else: 1 ms after a beginning just now.
        await using var server = ScriptedServer.InPieces("HTTP/1.1 200 OK\nStream-Began: 99999999999999.000\n\n{\"n\":1,\"sen", "t\":-123", "45.5", "00}..{\"sent\":", "-20000.25,");
        var delays = new List<double>();
        var (connection, refusal) = await LoadConnection.OpenAsync(server.Url, false, delay => delays.Add(delay.TotalMilliseconds), default);
        refusal.ShouldBeNull();
        using (connection)
            await Eventually.SeeAsync(() => delays.Count, count => count == 2);

        delays[0].ShouldBeInRange(12_345.5, 20_000);
        delays[1].ShouldBeInRange(20_000.25, 30_000);
    }

    [Fact]
    public void The_proxy_of_a_published_port_takes_six_files_for_each_connection()
    {
        const string limits = """
            Limit                     Soft Limit           Hard Limit           Units
            Max processes             unlimited            unlimited            processes
            Max open files            1024                 20000                files
            Max locked memory         65536                65536                bytes
            """;
        PublishedPort.ConnectionCount(limits).ShouldBe(2999);
        PublishedPort.ConnectionCount(limits.Replace("20000    ", "unlimited")).ShouldBeNull();
        PublishedPort.ConnectionCount("").ShouldBeNull();
    }

    [Fact]
    public void Half_and_99_of_a_hundred_are_counted_from_the_earliest()
    {
        var usage = new ServerUsage(default, 50_000, 1, 10_000);
        var load = new LoadResult
        {
            Name = "event streams",
            WantedCount = 10,
            Count = 10,
            Window = TimeSpan.FromSeconds(1),
            CpuTime = TimeSpan.FromMilliseconds(200),
            Delays = [.. Enumerable.Range(1, 100).Select(n => TimeSpan.FromMilliseconds(n))],
            Idle = usage,
            Open = usage with { HeapByteCount = 30_000 },
        };

        load.Median.ShouldBe(TimeSpan.FromMilliseconds(50));
        load.Percentile99.ShouldBe(TimeSpan.FromMilliseconds(99));
        load.CpuTimePerMessage.ShouldBe(TimeSpan.FromMilliseconds(2));
        load.ByteCountPerConnection.ShouldBe(2_000);
        (load with { Open = load.Open with { HeapByteCount = null, WorkingSetByteCount = 90_000 } }).ByteCountPerConnection.ShouldBe(4_000, "without a heap the working set counts");
        load.ToString().ShouldBe("10 event streams: 100 messages, half of them within 50 ms, 99 % within 99 ms");
    }
}
