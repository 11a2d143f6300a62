using System.Diagnostics;
using StreamBook.Cli.Kernel;

namespace StreamBook.Tests;

/// <summary>Each starts kernels, which takes time.</summary>
[FullLane]
public sealed class KernelProcessTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("streambook-process-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_embedded_kernel_is_the_default()
    {
        await using var kernel = await KernelProcess.StartAsync(null, _folder, CancellationToken.None);
        (await SharedKernel.RunAsync(kernel, "Environment.ProcessId")).Plain.ShouldBe($"{kernel.ProcessId}");
        kernel.PeakMemoryByteCount.ShouldNotBeNull().ShouldBeGreaterThan(10_000_000);
    }

    [Fact]
    public async Task Its_peak_memory_is_known_after_its_end()
    {
        var kernel = await StartAsync();
        await SharedKernel.RunAsync(kernel, "1");
        await kernel.DisposeAsync();
        kernel.IsRunning.ShouldBeFalse();
        kernel.PeakMemoryByteCount.ShouldNotBeNull().ShouldBeGreaterThan(10_000_000);
    }

    [Fact]
    public async Task Any_program_that_speaks_the_protocol_will_do()
    {
        File.WriteAllText(Path.Combine(_folder, "kernel.sh"), """
            echo 'not an event'
            echo '{"event":{},"eventType":"KernelReady","command":null}'
            read line
            echo '{"event":{"formattedValues":[{"mimeType":"text/plain","value":"out"}],"valueId":null},"eventType":"StandardOutputValueProduced","command":{"token":"1"}}'
            echo '{"event":{},"eventType":"CommandSucceeded","command":{"token":"another"}}'
            echo '{"event":{"message":"why"},"eventType":"CommandFailed","command":{"token":"1"}}'
            read line
            """);
        await using var kernel = await KernelProcess.StartAsync("sh kernel.sh", _folder, CancellationToken.None);
        var cell = await SharedKernel.RunAsync(kernel, "anything");
        cell.Error.ShouldBe("why");
        cell.Outputs.ShouldBe([new CellOutput.Text(false, "out"), new CellOutput.Failure("why")]);
    }

    [Fact]
    public async Task A_byte_order_mark_hides_nothing()
    {
        await using var kernel = await KernelProcess.StartAsync("""sh -c "printf '\357\273\277'; echo '{\"event\":{},\"eventType\":\"KernelReady\",\"command\":null}'; read line" """, _folder, CancellationToken.None);
        kernel.IsRunning.ShouldBeTrue();
    }

    [Fact]
    public async Task What_a_cell_put_out_before_it_heard_of_its_cancellation_is_not_lost()
    {
        File.WriteAllText(Path.Combine(_folder, "kernel.sh"), """
            say() { echo '{"event":{"formattedValues":[{"mimeType":"text/plain","value":"'$1'"}],"valueId":null},"eventType":"StandardOutputValueProduced","command":{"token":"1"}}'; }
            echo '{"event":{},"eventType":"KernelReady","command":null}'
            read line
            say early
            read line
            say late
            echo '{"event":{"message":"Command cancelled"},"eventType":"ErrorProduced","command":{"token":"1"}}'
            echo '{"event":{"message":"Command cancelled"},"eventType":"CommandFailed","command":{"token":"1"}}'
            read line
            """);
        await using var kernel = await KernelProcess.StartAsync("sh kernel.sh", _folder, CancellationToken.None);
        using var cancel = new CancellationTokenSource();
        var outputs = new List<CellOutput>();
        await Should.ThrowAsync<OperationCanceledException>(kernel.RunAsync("anything", Take, cancel.Token));
        kernel.IsRunning.ShouldBeTrue();
        outputs.ShouldBe([new CellOutput.Text(false, "early"), new CellOutput.Text(false, "late")]);

        void Take(CellOutput output)
        {
            outputs.Add(output);
            cancel.Cancel();
        }
    }

    [Theory]
    [InlineData(4096)]
    [InlineData(16 * 1024)]
    public async Task An_answer_that_fills_a_buffer_to_its_last_byte_is_heard_at_once(int byteCount)
    {
        // One that is kept back is let out only by more, which never comes.
        var answer = """{"event":{},"eventType":"CommandSucceeded","command":{"token":"1"}}""".PadRight(byteCount - 1) + "\n";
        File.WriteAllText(Path.Combine(_folder, "answer"), answer);
        File.WriteAllText(Path.Combine(_folder, "kernel.sh"), """
            echo '{"event":{},"eventType":"KernelReady","command":null}'
            read line
            cat answer
            read line
            """);
        await using var kernel = await KernelProcess.StartAsync("sh kernel.sh", _folder, CancellationToken.None);
        (await SharedKernel.RunAsync(kernel, "anything").WaitAsync(TimeSpan.FromMinutes(1))).Result.Succeeded.ShouldBeTrue();
    }

    [Fact]
    public async Task A_program_that_is_not_there_is_named()
    {
        var exception = await Should.ThrowAsync<KernelException>(KernelProcess.StartAsync("no-such-kernel stdio", _folder, CancellationToken.None));
        exception.CommandLine.ShouldBe("no-such-kernel stdio");
        exception.Message.ShouldContain("no-such-kernel stdio");
    }

    [Fact]
    public async Task A_program_that_ends_before_it_is_ready_is_told_with_its_exit_code_and_its_last_words()
    {
        var exception = await Should.ThrowAsync<KernelException>(KernelProcess.StartAsync("sh -c \"echo last words >&2; exit 3\"", _folder, CancellationToken.None));
        exception.ExitCode.ShouldBe(3);
        exception.ErrorOutput.ShouldBe("last words");
        exception.Message.ShouldBe("The kernel ended before it was ready.\n  Command: sh -c \"echo last words >&2; exit 3\"\n  Exit code: 3\n  Standard error: last words");
    }

    [Fact]
    public async Task A_program_that_never_gets_ready_is_ended_when_the_caller_gives_up()
    {
        using var cancel = new CancellationTokenSource();
        var starting = KernelProcess.StartAsync("sh -c \"echo $$ > pid; sleep 1000\"", _folder, cancel.Token);
        var processId = await ReadProcessIdAsync("pid");
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(starting);
        await EndsAsync(processId);
    }

    [Theory]
    [InlineData("Environment.Exit(7);", 7, "")]
    [InlineData("Console.OpenStandardError().Write(\"last words\"u8); Environment.Exit(8);", 8, "last words")]
    [InlineData("int Deep(int n) => Deep(n + 1) + 1; Deep(0);", 134, "Stack overflow")]
    public async Task A_kernel_that_dies_in_mid_cell_is_told_with_its_exit_code_and_its_last_words(string code, int exitCode, string errorOutput)
    {
        await using var kernel = await StartAsync();
        var exception = await Should.ThrowAsync<KernelException>(SharedKernel.RunAsync(kernel, code));
        exception.ExitCode.ShouldBe(exitCode);
        exception.ErrorOutput.ShouldContain(errorOutput);
        exception.Message.ShouldStartWith("The kernel ended while a cell was running.");
        kernel.IsRunning.ShouldBeFalse();
        (await Should.ThrowAsync<KernelException>(SharedKernel.RunAsync(kernel, "1"))).Message.ShouldStartWith("The kernel was stopped");
    }

    [Theory]
    [InlineData("new System.Threading.Thread(() => throw new Exception(\"from behind\")).Start(); await Task.Delay(-1);", "line 1")]
    [InlineData("async void Fire() { await Task.Yield(); throw new Exception(\"from behind\"); } Fire(); await Task.Delay(-1);", "Fire, line 1")]
    public async Task An_exception_outside_the_cells_flow_fails_the_cell_with_its_message_and_ends_the_kernel(string code, string place)
    {
        await using var kernel = await StartAsync();
        (await SharedKernel.RunAsync(kernel, code)).Error.ShouldBe($"An exception outside of any cell's own flow ended the kernel: System.Exception: from behind\n   at {place}");
        (await Should.ThrowAsync<KernelException>(SharedKernel.RunAsync(kernel, "1"))).ErrorOutput.ShouldContain("from behind");
    }

    [Fact]
    public async Task A_cell_that_never_waits_is_stopped_with_its_kernel()
    {
        await using var kernel = await StartAsync();
        using var cancel = new CancellationTokenSource();
        await Should.ThrowAsync<OperationCanceledException>(kernel.RunAsync("Console.Write(1); while (true) ;", _ => cancel.Cancel(), cancel.Token));
        kernel.IsRunning.ShouldBeFalse();
        await EndsAsync(kernel.ProcessId);
    }

    [Fact]
    public async Task Stopping_ends_every_process_that_was_started()
    {
        var kernel = await StartAsync();
        await SharedKernel.RunAsync(kernel, """
            System.Diagnostics.Process.Start("sh", new[] { "-c", "echo $$ > child; sleep 1000 & echo $! > grandchild; wait" });
            System.Diagnostics.Process.Start("sh", new[] { "-c", "sh -c 'echo $$ > orphan; exec sleep 1000' &" }).WaitForExit();
            """);
        var processIds = new List<int>();
        foreach (var name in new[] { "child", "grandchild", "orphan" })
            processIds.Add(await ReadProcessIdAsync(name));
        await kernel.DisposeAsync();
        foreach (var processId in processIds.Append(kernel.ProcessId))
            await EndsAsync(processId);
    }

    [Fact]
    public async Task A_kernel_that_is_killed_leaves_nothing_in_the_temporary_folder()
    {
        await using var kernel = await KernelProcess.StartAsync($"env TMPDIR=. {KernelCommandLine.Embedded}", _folder, CancellationToken.None);
        await Should.ThrowAsync<KernelException>(SharedKernel.RunAsync(kernel, "System.Diagnostics.Process.GetCurrentProcess().Kill()"));
        Directory.EnumerateFileSystemEntries(_folder).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_cell_leaves_for_the_end_of_the_process_is_done_when_the_kernel_is_stopped()
    {
        var kernel = await StartAsync();
        await SharedKernel.RunAsync(kernel, "AppDomain.CurrentDomain.ProcessExit += (_, _) => System.IO.File.WriteAllText(\"done\", \"\");");
        await kernel.DisposeAsync();
        File.Exists(Path.Combine(_folder, "done")).ShouldBeTrue();
    }

    [Fact]
    public async Task Nothing_is_put_out_after_a_cell_has_ended()
    {
        await using var kernel = await StartAsync();
        var outputs = new List<CellOutput>();
        await kernel.RunAsync("var written = 0; _ = Task.Run(async () => { while (true) { Console.Write(1); written++; await Task.Delay(1); } });", outputs.Add, CancellationToken.None);
        var count = outputs.Count;
        (await SharedKernel.RunAsync(kernel, "var before = written; while (written < before + 3) await Task.Delay(1);")).Text.ShouldNotBeEmpty();
        outputs.Count.ShouldBe(count);
    }

    private Task<KernelProcess> StartAsync() => KernelProcess.StartAsync(SharedKernel.CommandLine, _folder, CancellationToken.None);

    private async Task<int> ReadProcessIdAsync(string name)
    {
        var path = Path.Combine(_folder, name);
        var processId = 0;
        await UntilAsync(() => File.Exists(path) && int.TryParse(File.ReadAllText(path), out processId), () => $"no process ID in {name}");
        return processId;
    }

    private static Task EndsAsync(int processId) => UntilAsync(
        () => !IsRunning(processId),
        () => $"process {processId} still runs: {File.ReadAllText($"/proc/{processId}/cmdline").Replace('\0', ' ')}");

    // A zombie has ended; it only waits for a parent that does not ask.
    private static bool IsRunning(int processId)
    {
        try
        {
            return !File.ReadAllText($"/proc/{processId}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static async Task UntilAsync(Func<bool> condition, Func<string> lastSeen)
    {
        for (var clock = Stopwatch.StartNew(); !condition(); await Task.Delay(10))
            clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(60), lastSeen());
    }
}
