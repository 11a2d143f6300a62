using System.Diagnostics;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Engines;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace StreamBook.Bench;

/// <summary>From the save of a notebook to what `book watch` says of the task that changed: one without a lab, and one of the nginx clinic. Build the book before.</summary>
[Config(typeof(InThisProcess))]
public class WatchBenchmarks
{
    private readonly TimeSpan _timeToWrite = TimeSpan.FromSeconds(8);

    private readonly string _book = Directory.CreateTempSubdirectory("streambook-bench-").FullName;
    private Process? _watch;
    private string _notebook = "", _text = "";
    private int _saveCount;

    /// <summary>The task, and what in the exercise is changed each time.</summary>
    [Params("01.1 var threeEvents", "06.3 var nobodyListens")]
    public string Changed { get; set; } = "";

    [GlobalSetup]
    public void Start()
    {
        var root = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../.."));
        var number = Changed.Split('.')[0];
        Directory.CreateDirectory(Path.Combine(_book, "notebooks"));
        Directory.CreateSymbolicLink(Path.Combine(_book, "artifacts"), Path.Combine(root, "artifacts"));
        foreach (var folder in (string[])["exercises", "solutions"])
        {
            Directory.CreateDirectory(Path.Combine(_book, folder));
            var file = Directory.GetFiles(Path.Combine(root, folder), number + "-*.ipynb").Single();
            File.Copy(file, Path.Combine(_book, folder, Path.GetFileName(file)));
        }

        _notebook = Directory.GetFiles(Path.Combine(_book, "exercises")).Single();
        _text = File.ReadAllText(_notebook);
        _watch = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(root, "artifacts/bin/StreamBook.Cli/release/StreamBook.Cli.dll"), "watch", number]) { WorkingDirectory = _book, RedirectStandardOutput = true })!;
        ReadTo("Watching.");
    }

    // A person writes for a while before the next save, and the next kernel starts meanwhile.
    [IterationSetup]
    public void Write() => Task.Delay(_timeToWrite).GetAwaiter().GetResult();

    [Benchmark]
    public void Save()
    {
        var (task, declaration) = (Changed.Split(' ', 2)[0], Changed.Split(' ', 2)[1]);
        File.WriteAllText(_notebook, _text.Replace(declaration, $"/* {++_saveCount} */ {declaration}", StringComparison.Ordinal));
        ReadTo($" {task} ");
    }

    // What it says of what is next would pass for the next answer.
    [IterationCleanup]
    public void ReadOn() => ReadTo("Watching.");

    [GlobalCleanup]
    public void End()
    {
        _watch!.Kill(entireProcessTree: true);
        _watch.Dispose();
        Directory.Delete(Path.Combine(_book, "artifacts"));
        Directory.Delete(_book, recursive: true);
    }

    private void ReadTo(string text)
    {
        while (_watch!.StandardOutput.ReadLine() is { } line)
        {
            if (line.Contains(text, StringComparison.Ordinal))
                return;
        }

        throw new InvalidOperationException($"`book watch` ended before it wrote \"{text}\".");
    }

    private sealed class InThisProcess : ManualConfig
    {
        public InThisProcess() => AddJob(Job.Default
            .WithToolchain(InProcessEmitToolchain.Instance).WithStrategy(RunStrategy.Monitoring).WithWarmupCount(1).WithIterationCount(5));
    }
}
