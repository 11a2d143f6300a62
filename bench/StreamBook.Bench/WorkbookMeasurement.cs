using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace StreamBook.Bench;

/// <summary>
/// What the workbook costs who uses it: from the command to the first page, what the page adds to the time of a cell, and
/// the memory of the server and one kernel at rest. Each is said with what it is to stay under.
/// </summary>
internal static partial class WorkbookMeasurement
{
    private const int StartCount = 10;
    private const int CellCount = 200;
    private static readonly TimeSpan _rest = TimeSpan.FromSeconds(10);

    public static async Task RunAsync()
    {
        Console.WriteLine($"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}, {Environment.ProcessorCount} processors, .NET {Environment.Version}\n");
        await MeasureFirstPageAsync();
        await MeasureCellsAsync();
    }

    private static async Task MeasureFirstPageAsync()
    {
        var times = new List<TimeSpan>();
        for (var i = 0; i < StartCount; i++)
        {
            var clock = Stopwatch.StartNew();
            await using (await ServedWorkbook.StartAsync(BookCommand.Root))
                times.Add(clock.Elapsed);
        }

        Say("From `book` to its first page", times, " (to be under 1,000 ms)");
    }

    private static async Task MeasureCellsAsync()
    {
        var library = Path.Combine(BookCommand.Root, "artifacts/bin/StreamBook/release/StreamBook.dll");
        string[] cells = [$"#r \"{library}\"\nusing StreamBook;\nRecipe.All.Length", "6 * 7", "Environment.ProcessId"];
        var folder = Directory.CreateTempSubdirectory("streambook-bench-");
        try
        {
            WriteNotebook(folder.CreateSubdirectory("notebooks").FullName, cells);
            await using var workbook = await ServedWorkbook.StartAsync(folder.FullName);
            await workbook.RunAsync("a", "c1");
            await workbook.RunAsync("a", "c2");
            await SayMemoryAsync(workbook);
            using var kernel = await BareKernel.StartAsync(folder.FullName);
            await kernel.RunAsync(cells[0]);
            var (onPage, alone) = (new List<TimeSpan>(), new List<TimeSpan>());
            for (var i = 0; i < CellCount; i++)
            {
                onPage.Add(await TimeAsync(() => workbook.RunAsync("a", "c2")));
                alone.Add(await TimeAsync(() => kernel.RunAsync(cells[1])));
            }

            Say("A cell, from the command of the page to its event", onPage);
            Say("The same cell in the kernel alone", alone);
            Console.WriteLine(FormattableString.Invariant($"The page adds {(onPage.Min() - alone.Min()).TotalMilliseconds:0.0} ms by the least of both (to be under 30 ms)"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task SayMemoryAsync(ServedWorkbook workbook)
    {
        using var kernel = Process.GetProcessById(int.Parse(Number().Match(await workbook.RunAsync("a", "c3")).Groups[1].ValueSpan));
        await Task.Delay(_rest);
        var (server, one) = (workbook.ByteCount / 1e6, kernel.WorkingSet64 / 1e6);
        Console.WriteLine(FormattableString.Invariant($"Resident at rest: server {server:0} MB, one kernel {one:0} MB, both {server + one:0} MB, with what they share counted twice (to be under 250 MB)"));
    }

    private static async Task<TimeSpan> TimeAsync(Func<Task> act)
    {
        var clock = Stopwatch.StartNew();
        await act();
        return clock.Elapsed;
    }

    private static void Say(string what, IEnumerable<TimeSpan> times, string limit = "")
    {
        double[] sorted = [.. times.Select(time => time.TotalMilliseconds).Order()];
        Console.WriteLine(FormattableString.Invariant($"{what}: least {sorted[0]:0.0} ms, half within {sorted[sorted.Length / 2]:0.0} ms, nine of ten within {sorted[sorted.Length * 9 / 10]:0.0} ms{limit}"));
    }

    private static void WriteNotebook(string folder, string[] sources) => File.WriteAllText(Path.Combine(folder, "a.ipynb"), JsonSerializer.Serialize(new
    {
        cells = sources.Select((source, index) => new { cell_type = "code", id = $"c{index + 1}", metadata = new { }, execution_count = (int?)null, outputs = Array.Empty<object>(), source }),
        metadata = new { },
        nbformat = 4,
        nbformat_minor = 5,
    }));

    // The value in the HTML of the event's last piece.
    [GeneratedRegex(@">(\d+)<")]
    private static partial Regex Number();
}
