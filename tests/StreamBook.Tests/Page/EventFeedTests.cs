using StreamBook.Cli.Document;
using StreamBook.Cli.Page.Server;
using StreamBook.Cli.Session;

namespace StreamBook.Tests;

/// <summary>The events of the page: what was missed comes once, and whoever missed too much is told so.</summary>
public sealed class EventFeedTests
{
    [Fact]
    public void What_was_missed_comes_in_order_and_once()
    {
        var feed = new EventFeed();
        feed.Publish("cell", "1");
        var position = feed.Position(feed.LastId)!.Value;
        feed.Publish("cell", "2");
        feed.Publish("kernel", "3");

        feed.After(ref position, out _)!.Select(one => one.Data).ShouldBe(["2", "3"]);
        feed.After(ref position, out var more).ShouldBeEmpty();
        more.IsCompleted.ShouldBeFalse();
        feed.Publish("cell", "4");
        more.IsCompleted.ShouldBeTrue();
        feed.After(ref position, out _)!.Select(one => one.Data).ShouldBe(["4"]);
    }

    [Fact]
    public void An_ID_of_another_run_one_that_is_too_old_and_one_that_was_never_given_cannot_be_resumed_from()
    {
        var feed = new EventFeed();
        feed.Publish("cell", "first");
        var old = feed.LastId;
        feed.Position(old).ShouldBe(1);
        for (var i = 0; i < 5_000; i++)
            feed.Publish("cell", "x");

        foreach (var id in new[] { null, "", "x", new EventFeed().LastId, old, $"{feed.Run}-5002", $"{feed.Run}-", $"{feed.Run}--1" })
            feed.Position(id).ShouldBeNull();
        feed.Position(feed.LastId).ShouldBe(5_001);
        var position = 1L;
        feed.After(ref position, out _).ShouldBeNull();
    }

    [Fact]
    public void What_is_kept_is_bounded_by_its_length_too()
    {
        var feed = new EventFeed();
        for (var i = 0; i < 20; i++)
            feed.Publish("cell", new string('x', 1_000_000));

        feed.Position(feed.Id(10)).ShouldBeNull();
        feed.Position(feed.Id(19)).ShouldBe(19);
    }

    [Theory, InlineData("abc-7"), InlineData("")]
    public async Task A_browser_with_a_foreign_ID_or_none_is_told_to_ask_for_the_whole_state(string id)
    {
        using var book = new TempBook();
        book.Notebook("a", "1");
        await using var server = await WorkbookServer.StartAsync(new Book(book.Root), OpenWorkbook.FreePort(), SharedKernel.CommandLine, []);
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        (await http.GetAsync(new Uri(server.Gate.NewAddress()))).EnsureSuccessStatusCode();

        await using var events = new EventSourceClient(new($"http://localhost:{server.Port}/events"), new() { HttpClient = http, LastEventId = id }).ReadAsync().GetAsyncEnumerator();

        (await events.MoveNextAsync()).ShouldBeTrue();
        events.Current.Type.ShouldBe("reset");
        events.Current.LastEventId.ShouldMatch("^[0-9a-f]{12}-0$");
    }

    [Fact]
    public async Task A_kernel_that_nobody_uses_for_long_ends_and_says_why_and_one_in_use_stays()
    {
        using var book = new TempBook();
        book.Notebook("a", "1");
        var time = new SetTime();
        await using var workspace = new Workspace(new Book(book.Root), SharedKernel.CommandLine, new(), time);
        var session = workspace.Open("notebooks/a")!.Session;
        await session.RunAsync(session.Cells);

        time.Now = session.LastUse + Workspace.IdleLimit - TimeSpan.FromSeconds(1);
        await workspace.EndIdleKernelsAsync();
        session.Kernel.Phase.ShouldBe(KernelPhase.Idle);
        time.Now += TimeSpan.FromSeconds(1);
        await workspace.EndIdleKernelsAsync();

        session.Kernel.Phase.ShouldBe(KernelPhase.None);
        session.Kernel.Reason!.ShouldContain("Nothing ran for 60 minutes");
    }

    [Fact]
    public void A_run_that_gave_the_same_as_the_one_before_is_another_status()
    {
        var cell = new SessionCell(new(CellKind.Code, "c1", "1"));
        Run();
        var first = CellStatus.Of(cell, new(KernelPhase.Idle, 1));
        Run();

        CellStatus.Of(cell, new(KernelPhase.Idle, 1)).ShouldBe(first with { Run = 2 });

        void Run()
        {
            cell.Begin(1, null);
            cell.End(null);
        }
    }

    private sealed class SetTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.UnixEpoch;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
