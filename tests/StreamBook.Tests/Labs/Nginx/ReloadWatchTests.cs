using StreamBook.Labs.Nginx;

namespace StreamBook.Tests;

public class ReloadWatchTests
{
    private const string Before = """
        2026/01/01 10:00:00 [notice] 10#10: start worker processes
        2026/01/01 10:00:00 [notice] 10#10: start worker process 11

        """;

    private static string? WaitsFor(string before, string added, out string? refusal)
    {
        var log = before;
        var watch = new ReloadWatch(() => log);
        log += added;
        return watch.WaitsFor(out refusal);
    }

    private static string Line(string text) => $"2026/01/01 10:00:01 [notice] {text}\n";

    private static readonly string _taken = Line("10#10: reconfiguring") + Line("10#10: start worker processes") + Line("10#10: start worker process 12");

    [Fact]
    public void A_reload_waits_for_the_signal_then_for_the_configuration_then_for_each_old_worker()
    {
        WaitsFor(Before, "", out _).ShouldBe("nginx has not taken up the signal");
        WaitsFor(Before, Line("10#10: reconfiguring"), out _).ShouldBe("nginx is reading the configuration");
        WaitsFor(Before, _taken, out _).ShouldBe("worker 11 still accepts connections");
        WaitsFor(Before, _taken + Line("11#11: gracefully shutting down"), out _).ShouldBeNull();
    }

    [Theory]
    [InlineData("11#11: exiting")]
    [InlineData("10#10: worker process 11 exited with code 0")]
    [InlineData("10#10: worker process 11 exited on signal 9")]
    public void A_worker_that_is_gone_accepts_nothing(string line) => WaitsFor(Before, _taken + Line(line), out _).ShouldBeNull();

    [Fact]
    public void A_line_of_an_earlier_reload_does_not_count() =>
        WaitsFor(Before + _taken + Line("11#11: gracefully shutting down"), "", out _).ShouldBe("nginx has not taken up the signal");

    [Fact]
    public void A_line_that_is_only_half_written_does_not_count() =>
        WaitsFor(Before, _taken + Line("11#11: gracefully shutting down").TrimEnd(), out _).ShouldNotBeNull();

    [Fact]
    public void A_worker_with_the_ID_of_one_that_ended_is_another_worker() => WaitsFor(
        Before + Line("10#10: worker process 11 exited on signal 9") + Line("10#10: start worker process 11"), _taken, out _)
        .ShouldBe("worker 11 still accepts connections");

    [Fact]
    public void A_worker_that_was_started_between_order_and_reload_is_an_old_one() =>
        WaitsFor(Before, Line("10#10: start worker process 13") + _taken + Line("11#11: gracefully shutting down"), out _)
            .ShouldBe("worker 13 still accepts connections");

    [Fact]
    public void A_refusal_is_what_nginx_wrote_instead_of_starting_workers()
    {
        WaitsFor(Before, Line("10#10: reconfiguring") + "2026/01/01 10:00:01 [emerg] 10#10: zone \"a\" conflicts\n", out var refusal);

        refusal.ShouldBe("[emerg] 10#10: zone \"a\" conflicts");
    }

    [Fact]
    public void Lines_may_end_as_on_Windows() =>
        WaitsFor(Before.Replace("\n", "\r\n"), (_taken + Line("11#11: gracefully shutting down")).Replace("\n", "\r\n"), out _).ShouldBeNull();
}
