using System.Collections.Immutable;
using StreamBook.Cli.Document;
using StreamBook.Cli.Kernel;
using StreamBook.Cli.Session;

namespace StreamBook.Tests;

/// <summary>Each starts kernels, which takes time.</summary>
[FullLane]
public sealed class NotebookSessionTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("streambook-session-").FullName;
    private readonly List<NotebookSession> _sessions = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var session in _sessions)
            await session.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Cells_run_in_the_order_in_which_they_were_asked_for_and_keep_what_they_put_out()
    {
        var session = Open("var x = 6;", "x * 7", "x = 1;");

        var first = session.RunAsync(session.Cells.Take(2));
        await Task.WhenAll(first, session.RunAsync([session.Cells[2], session.Cells[1]]));

        session.Cells.Select(cell => cell.State).ShouldAllBe(state => state == CellState.Passed);
        Value(session.Cells[1]).ShouldBe("42");
        await session.RunAsync([session.Cells[1]]);
        Value(session.Cells[1]).ShouldBe("7");
        session.Kernel.ShouldBe(new(KernelPhase.Idle, 1));
    }

    [Fact]
    public async Task A_cell_that_fails_sends_home_those_that_wait()
    {
        var session = Open("throw new Exception(\"no\");", "1");

        await session.RunAsync(session.Cells);

        session.Cells.Select(cell => cell.State).ShouldBe([CellState.Failed, CellState.NotRun]);
        session.Cells[0].Error!.ShouldContain("no");
    }

    [Fact]
    public async Task A_cell_that_waits_is_stopped_and_its_kernel_keeps_what_it_has()
    {
        var session = Open("var kept = 5;", "Console.Write(1); await Task.Delay(-1);", "kept");
        await session.RunAsync([session.Cells[0]]);
        var running = session.RunAsync(session.Cells.Skip(1));
        await Eventually.SeeAsync(() => session.Cells[1].Outputs.Length, count => count == 1);

        await session.StopAsync();
        await running;

        session.Cells[1].State.ShouldBe(CellState.Interrupted);
        session.Cells[1].Error!.ShouldContain("The kernel goes on");
        session.Cells[2].State.ShouldBe(CellState.NotRun);
        await session.RunAsync([session.Cells[2]]);
        Value(session.Cells[2]).ShouldBe("5");
    }

    [Fact]
    public async Task An_endless_loop_is_stopped_with_its_kernel_and_all_that_it_started_and_the_cell_says_what_was_lost()
    {
        var session = Open(
            """System.Diagnostics.Process.Start("sh", new[] { "-c", "echo $$ > child; exec sleep 1000" }); Console.Write(1); while (true) ;""", "2");
        var running = session.RunAsync([session.Cells[0]]);
        await Eventually.SeeAsync(() => File.Exists(InFolder("child")) && File.ReadAllText(InFolder("child")).EndsWith('\n') && session.Cells[0].Outputs.Length == 1, seen => seen);
        var child = int.Parse(File.ReadAllText(InFolder("child")));

        await session.StopAsync();

        await running;
        session.Cells[0].State.ShouldBe(CellState.Interrupted);
        session.Cells[0].Error!.ShouldContain("all variables are gone");
        session.Kernel.Phase.ShouldBe(KernelPhase.None);
        session.Kernel.Reason!.ShouldContain("all variables are gone");
        await Eventually.SeeAsync(() => ProcessStatus.Of(child), status => !status.IsRunning);
        await session.RunAsync([session.Cells[1]]);
        session.Cells[1].KernelNumber.ShouldBe(2);
    }

    [Fact]
    public async Task A_kernel_that_dies_while_nothing_runs_says_why()
    {
        var session = Open("_ = Task.Run(async () => { while (!System.IO.File.Exists(\"go\")) await Task.Delay(5); Environment.Exit(7); });", "3");
        await session.RunAsync([session.Cells[0]]);
        session.Cells[0].State.ShouldBe(CellState.Passed);

        File.WriteAllText(InFolder("go"), "");
        var status = await Eventually.SeeAsync(() => session.Kernel, kernel => kernel.Phase == KernelPhase.None);

        status.Reason!.ShouldContain("Exit code: 7");
        await session.RunAsync([session.Cells[1]]);
        session.Cells[1].State.ShouldBe(CellState.Passed);
        session.Kernel.ShouldBe(new(KernelPhase.Idle, 2));
    }

    [Fact]
    public async Task Of_much_text_the_outputs_keep_the_two_ends_and_a_file_has_all()
    {
        var session = Open("var line = new string('x', 99); for (var i = 0; i < 100_000; i++) Console.WriteLine(line);");

        await session.RunAsync(session.Cells);

        var cell = session.Cells[0];
        cell.State.ShouldBe(CellState.Passed);
        cell.Outputs.OfType<CellOutput.Text>().Sum(text => text.Value.Length).ShouldBeLessThan(OutputLog.LimitByteCount + 100);
        new FileInfo(cell.WholeLogPath.ShouldNotBeNull()).Length.ShouldBe(10_000_000);
        await session.DisposeAsync();
        Directory.Exists(InFolder("log")).ShouldBeTrue();
        Directory.EnumerateFiles(InFolder("log")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Whoever_watches_is_told_of_every_change()
    {
        var session = Open("Console.Write(1);");
        var seen = new List<string>();
        session.Changed += cell => seen.Add(cell is null ? $"{session.Kernel.Phase}" : $"{cell.State} {cell.Outputs.Length}");

        await session.RunAsync(session.Cells);
        await session.EndKernelAsync("idle");

        seen.ShouldBe(["Waiting 0", "Running 0", "Starting", "Busy", "Running 1", "Idle", "Passed 1", "None"]);
        session.Kernel.ShouldBe(new(KernelPhase.None, 1, "idle"));
    }

    private string InFolder(string name) => Path.Combine(_folder, name);

    private NotebookSession Open(params string[] sources)
    {
        var cells = sources.Select((source, index) => new Cell(CellKind.Code, $"c{index + 1}", source)).ToImmutableArray();
        var session = new NotebookSession(_folder, cells, new(SharedKernel.CommandLine, null, id => Path.Combine(_folder, "log", id)));
        _sessions.Add(session);
        return session;
    }

    private static string Value(SessionCell cell) => cell.Outputs.OfType<CellOutput.Display>().Single().Formats["text/plain"];
}
