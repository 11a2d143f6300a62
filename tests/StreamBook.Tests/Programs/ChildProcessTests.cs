using StreamBook.Programs;

namespace StreamBook.Tests;

public class ChildProcessTests
{
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Both_outputs_are_kept_and_the_exit_code_is_told()
    {
        await using var process = ChildProcess.Start("sh", "-c", "echo out; echo err >&2; exit 3");
        (await process.Exited.WaitAsync(_deadline)).ShouldBe(3);
        process.Output.Split('\n').ShouldBe(["out", "err"], ignoreOrder: true);
    }

    [Fact]
    public async Task Arguments_need_no_quoting()
    {
        await using var process = ChildProcess.Start("sh", "-c", "printf '%s\\n' \"$@\"", "sh", "a b", "\"'$(echo no)", "");
        await process.Exited.WaitAsync(_deadline);
        process.Output.ShouldBe("a b\n\"'$(echo no)\n");
    }

    [Fact]
    public async Task Only_the_last_lines_are_kept()
    {
        await using var process = ChildProcess.Start("sh", "-c", "seq 1 5000");
        await process.Exited.WaitAsync(_deadline);
        var lines = process.Output.Split('\n');
        lines.Length.ShouldBe(1000);
        lines[^1].ShouldBe("5000");
    }

    [Fact]
    public async Task A_line_can_be_waited_for_before_and_after_it_came()
    {
        await using var process = ChildProcess.Start("sh", "-c", "echo one; echo two; read x");
        (await process.WaitForLineAsync(line => line == "two", _deadline)).ShouldBe("two");
        (await process.WaitForLineAsync(line => line == "one", _deadline)).ShouldBe("one");
    }

    [Fact]
    public async Task Waiting_for_a_line_of_a_process_that_ends_tells_the_exit_code_and_the_output()
    {
        await using var process = ChildProcess.Start("sh", "-c", "echo no such thing >&2; exit 7");
        var failure = await Should.ThrowAsync<LabException>(process.WaitForLineAsync(line => line == "ready", _deadline));
        failure.Observation.ShouldContain("7");
        failure.Observation.ShouldContain("no such thing");
        failure.Message.ShouldStartWith(failure.Attempt);
        failure.Message.ShouldEndWith(failure.Advice);
    }

    [Fact]
    public async Task Waiting_past_the_deadline_tells_what_was_seen()
    {
        await using var process = ChildProcess.Start("sh", "-c", "echo still thinking; read x");
        await process.WaitForLineAsync(line => line == "still thinking", _deadline);
        var failure = await Should.ThrowAsync<LabException>(process.WaitForLineAsync(line => line == "ready", TimeSpan.FromMilliseconds(1)));
        failure.Observation.ShouldContain("still thinking");
    }

    [Fact]
    public void A_program_that_does_not_exist_is_named()
    {
        var failure = Should.Throw<LabException>(() => ChildProcess.Start("no-such-program"));
        failure.Attempt.ShouldContain("no-such-program");
    }

    [Fact]
    public async Task Closing_the_input_is_enough_for_a_process_that_reads_it_also_when_others_were_started_since()
    {
        await using var first = ChildProcess.Start("sh", "-c", "read x; exit 5");
        await using var second = ChildProcess.Start("sh", "-c", "read x");
        (await first.EndAsync(_deadline)).ShouldBe(5);
        second.Exited.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task A_process_that_will_not_go_is_killed_with_what_it_started()
    {
        await using var process = ChildProcess.Start("sh", "-c", "sleep 600 & echo $!; trap '' TERM; wait; sleep 600");
        var sleep = int.Parse(await process.WaitForLineAsync(_ => true, _deadline), null);
        await process.EndAsync(TimeSpan.Zero);
        await Eventually.SeeAsync(() => ProcessStatus.Of(sleep), status => !status.IsRunning);
    }
}
