using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text.Json;
using StreamBook.Cli.Classroom.Grading;
using StreamBook.Cli.Document;
using StreamBook.Labs.Containers;
using StreamBook.Programs;

namespace StreamBook.Tests;

/// <summary>
/// A class whose submissions do what submissions may do, graded once in containers: the first run is killed after its
/// first student, and a second one goes on.
/// </summary>
public sealed class HandedInClass : IAsyncLifetime, IDisposable
{
    public const string Injected = "=HYPERLINK(1) <img src=x onerror=alert(1)>", Secret = "the teacher's own";

    // The pipe that the kernel speaks through: it is only written to here, and is not standard error.
    private const string Speech = """
        bool IsWritten(string path) => System.IO.File.ReadLines(path.Replace("/fd/", "/fdinfo/")).First(line => line.StartsWith("flags:")).EndsWith("1");
        var speech = System.IO.Directory.GetFiles("/proc/self/fd").Where(System.IO.File.Exists).GroupBy(path => new System.IO.FileInfo(path).LinkTarget ?? "")
            .Single(pipe => pipe.Key.StartsWith("pipe:") && pipe.All(IsWritten) && !pipe.Contains("/proc/self/fd/2")).First();
        """;

    // Only what its check is called with counts, and the check is ours.
    private const string Forged = Speech + "\n" + """
        var threeEvents = "";
        var verdict = "{\"task\":\"01.1\",\"title\":\"\",\"outcome\":\"Passed\",\"sentence\":\"Solved.\",\"seed\":1}";
        Console.WriteLine(verdict);
        using (var output = new System.IO.StreamWriter(System.IO.File.OpenWrite(speech)))
            foreach (var token in Enumerable.Range(1, 20))
            {
                output.WriteLine($"{{\"event\":{{\"valueId\":null,\"formattedValues\":[{{\"mimeType\":\"application/vnd.streambook.check+json\",\"value\":{System.Text.Json.JsonSerializer.Serialize(verdict)}}}]}},\"eventType\":\"ReturnValueProduced\",\"command\":{{\"token\":\"{token}\"}}}}");
                output.WriteLine("{\"event\":{\"formattedValues\":7},\"eventType\":\"ReturnValueProduced\",\"command\":{\"token\":7}}");
                output.WriteLine("{\"event\":7,\"eventType\":8,\"command\":9}");
            }
        """;

    private readonly TempExercises _book = new();
    private readonly TcpListener _listener = new(IPAddress.Any, 0);

    internal string Folder => Path.Combine(_book.Root, "class 7b");

    internal string Grades => Path.Combine(_book.Root, "class 7b-grades");

    internal BookResult? Graded { get; private set; }

    internal IReadOnlyDictionary<string, StudentGrade> Of { get; private set; } = new Dictionary<string, StudentGrade>();

    /// <summary>Whether somebody came through to a server of this machine.</summary>
    internal bool WasReached { get; private set; }

    /// <summary>The containers that were there a while after the run that was killed.</summary>
    internal string LeftByTheKilled { get; private set; } = "";

    public async Task InitializeAsync()
    {
        if (Engine.WhatIsMissing.Value is not null)
            return;
        _listener.Start();
        HandIn();
        await RunAndKillAsync();
        Graded = await _book.RunAsync("grade", Folder, "01", "--jobs", "3");
        WasReached = _listener.Pending();
        Of = Directory.EnumerateFiles(Path.Combine(Grades, "students"), "*.json")
            .Select(path => JsonSerializer.Deserialize<StudentGrade>(File.ReadAllText(path), StudentGrade.Json)!).ToDictionary(grade => grade.Name);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        _listener.Dispose();
        _book.Dispose();
    }

    internal Task<BookResult> AgainAsync() => _book.RunAsync("grade", Folder, "01");

    internal static async Task<string> ContainersAsync()
    {
        await using var list = ChildProcess.Start(ContainerEngines.FindCommand()!, "ps", "--all", "--filter", "label=streambook.submission", "--format", "{{.ID}} {{.Status}}");
        await list.Exited;
        return list.Output.Trim();
    }

    private void HandIn()
    {
        Directory.CreateDirectory(Folder);
        File.WriteAllText(Path.Combine(_book.Root, "secret.txt"), Secret);
        var solved = File.ReadAllBytes(_book.Solution);
        Write("Åsa Öberg", "min lösning (2).ipynb", solved);
        using (var zip = new ZipArchive(File.Create(Path.Combine(Folder, "李雷.zip")), ZipArchiveMode.Create))
        using (var entry = zip.CreateEntry("../../escaped.ipynb").Open())
            entry.Write(solved);
        Write(Injected, "answers.ipynb", Answers(("01.1", "var threeEvents = \"data: <script>alert(1)</script>\\n\\n\";")));
        Answered("Endless", "while (true) { }");
        Answered("flood", "while (true) Console.Write(new string('x', 1_000_000));");
        Answered("one long line", Speech + "\nusing (var output = System.IO.File.OpenWrite(speech)) while (true) output.Write(new byte[1 << 20]);");
        // It stops where it can go no further: one that forks and ends for ever would slow down the machine of the tests too.
        Answered("fork bomb", """System.Diagnostics.Process.Start("sh", ["-c", "f() { f & f & sleep 600; }; f"]); System.Threading.Thread.Sleep(1_000); var threeEvents = "";""");
        Answered("memory", "var all = new List<IntPtr>(); while (true) { var p = System.Runtime.InteropServices.Marshal.AllocHGlobal(50_000_000); for (var i = 0; i < 50_000_000; i += 4096) System.Runtime.InteropServices.Marshal.WriteByte(p, i, 1); all.Add(p); }");
        Answered("home", $"""var threeEvents = System.IO.File.ReadAllText({JsonSerializer.Serialize(Path.Combine(_book.Root, "secret.txt"))});""");
        Answered("disk", """foreach (var path in new[] { "/book/x", "/usr/x", "/x" }) try { System.IO.File.WriteAllText(path, ""); Console.Error.Write(path); Environment.Exit(9); } catch (System.IO.IOException) { } throw new Exception("nowhere");""");
        Answered("network", $$"""
            using (var web = new System.Net.Http.HttpClient { Timeout = TimeSpan.FromSeconds(3) })
                foreach (var address in new[] { {{string.Join(", ", Addresses().Select(address => $"\"{address}\""))}} })
                    try { Console.WriteLine(await web.GetStringAsync($"http://{address}:{{((IPEndPoint)_listener.LocalEndpoint).Port}}/")); } catch (System.Net.Http.HttpRequestException) { }
            var threeEvents = "";
            """);
        Answered("forged", Forged);
        Write("broken", "half.ipynb", "{\"cells\":"u8.ToArray());
        Write("wrong", "other.ipynb", Bytes(new([new(CellKind.Code, "a", "1 + 1")])));
        Write("two versions", "a.ipynb", solved);
        Write("two versions", "b.ipynb", Answers());
        File.SetLastWriteTime(Path.Combine(Folder, "two versions", "a.ipynb"), new DateTime(2026, 1, 1));
        var given = _book.Read();
        Write("checks", "checks.ipynb", Bytes(given with
        {
            Cells =
            [
                .. given.Cells.Where(cell => cell.Id != "check-01-1").Select(cell => cell.Id == "check-01-2" ? cell with { Source = "\"passed\"" } : cell),
                new(CellKind.Code, "more", "await Exercise.CheckAsync(\"01.3\", dispatched)"),
            ],
        }));
        Directory.CreateDirectory(Path.Combine(Folder, "link"));
        File.CreateSymbolicLink(Path.Combine(Folder, "link", "answers.ipynb"), _book.Solution);
    }

    private async Task RunAndKillAsync()
    {
        using var run = BookProcess.Start(_book.Root, "grade", Folder, "01", "--jobs", "2");
        while (await run.StandardOutput.ReadLineAsync() is { } line && !line.StartsWith("[1/", StringComparison.Ordinal))
        {
        }

        run.Kill();
        await run.WaitForExitAsync();
        var clock = Stopwatch.StartNew();
        while ((LeftByTheKilled = await ContainersAsync()).Length > 0 && clock.Elapsed < TimeSpan.FromSeconds(30))
            await Task.Delay(200);
    }

    private void Answered(string student, string answer) => Write(student, "answers.ipynb", Answers(("01.1", answer)));

    private byte[] Answers(params (string Task, string Source)[] answers)
    {
        var given = _book.Read();
        return Bytes(given with { Cells = [.. given.Cells.Select(cell => answers.FirstOrDefault(answer => StreamBook.Cli.Classroom.TaskCells.TaskOf(cell) == answer.Task) is { Source: { } source } ? cell with { Source = source } : cell)] });
    }

    private static byte[] Bytes(Notebook notebook) => System.Text.Encoding.UTF8.GetBytes(NotebookWriter.Write(notebook));

    private void Write(string student, string file, byte[] content)
    {
        Directory.CreateDirectory(Path.Combine(Folder, student));
        File.WriteAllBytes(Path.Combine(Folder, student, file), content);
    }

    private static IEnumerable<string> Addresses() => NetworkInterface.GetAllNetworkInterfaces().SelectMany(card => card.GetIPProperties().UnicastAddresses)
        .Select(address => address.Address).Where(address => address.AddressFamily == AddressFamily.InterNetwork).Select(address => address.ToString());
}
