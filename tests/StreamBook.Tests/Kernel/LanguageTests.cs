using System.Text.Json;
using StreamBook.Cli.Kernel;

namespace StreamBook.Tests;

/// <summary>What an editor is told about code that is being written. A | marks the place that is asked about.</summary>
public sealed class LanguageTests(SharedKernel kernel) : IClassFixture<SharedKernel>
{
    [Theory]
    [InlineData("\"text\".|", "Length", "Method System")]
    [InlineData("\"text\".Subs|", "Substring", "Length2")]
    [InlineData("var x = new[] { 1 }; x.|", "Select", "ReferenceEquals")]
    [InlineData("Math.|", "Max", "ToString2")]
    [InlineData("System.Thr|", "Threading", "Console2")]
    [InlineData("using System.Tex|", "Text", "Length")]
    [InlineData("var counter = 1; cou|", "counter", "Length")]
    [InlineData("wh|", "while", "Length")]
    [InlineData("string s = null; s?.|", "Trim", "Empty")]
    [InlineData("// a.|", null, "Length")]
    [InlineData("\"a.|\"", null, "Length")]
    [InlineData("|", "Console", "Cell#1")]
    public async Task After_a_dot_the_members_are_completed_and_elsewhere_what_is_in_scope(string code, string? offered, string notOffered)
    {
        var names = await CompleteAsync(code);

        if (offered is null)
            names.ShouldBeEmpty();
        else
            names.ShouldContain(offered);
        names.ShouldNotContain(notOffered);
    }

    [Fact]
    public async Task What_the_cells_before_declared_is_known_and_what_this_one_would_declare_is_not_kept()
    {
        await kernel.RunAsync("record Point(int Across, int Down); var origin = new Point(0, 0);");

        (await CompleteAsync("origin.|")).ShouldContain("Across");
        await CompleteAsync("var never = 1; nev|");
        (await CompleteAsync("nev|")).ShouldNotContain("never");
        (await HoverAsync("ori|gin")).ShouldContain("Point origin");
    }

    [Fact]
    public async Task A_hover_says_what_a_name_is_and_what_its_documentation_says()
    {
        (await HoverAsync("Math.M|ax(1, 2)")).ShouldContain("int Math.Max(int val1, int val2)");
        (await HoverAsync("\"a\".Len|gth")).ShouldContain("Gets the number of characters");
        (await AskAsync("RequestHoverText", "|  ", "HoverTextProduced")).ShouldBeNull();
    }

    [Fact]
    public async Task The_signatures_of_a_call_and_the_argument_that_is_being_written_are_told()
    {
        var help = (await AskAsync("RequestSignatureHelp", "Math.Max(1, |", "SignatureHelpProduced")).ShouldNotBeNull();

        help.GetProperty("activeParameterIndex").GetInt32().ShouldBe(1);
        help.GetProperty("signatures").EnumerateArray().Select(signature => signature.GetProperty("label").GetString()).ShouldContain("int Math.Max(int val1, int val2)");
        (await AskAsync("RequestSignatureHelp", "new Uri(|)", "SignatureHelpProduced")).ShouldNotBeNull().GetProperty("signatures").GetArrayLength().ShouldBeGreaterThan(2);
    }

    [Fact]
    public async Task Diagnostics_come_without_the_cell_being_run()
    {
        var answer = (await AskAsync("RequestDiagnostics", "Console.WriteLine(\"not run\");\nint x = \"a\";|", "DiagnosticsProduced")).ShouldNotBeNull();

        var diagnostic = answer.GetProperty("diagnostics").EnumerateArray().Single();
        diagnostic.GetProperty("code").GetString().ShouldBe("CS0029");
        diagnostic.GetProperty("linePositionSpan").GetProperty("start").GetProperty("line").GetInt32().ShouldBe(1);
        (await AskAsync("RequestDiagnostics", "#r \"nuget: No.Such.Package, 1.0.0\"|", "DiagnosticsProduced")).ShouldNotBeNull().GetProperty("diagnostics").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Questions_are_answered_while_a_cell_runs_and_take_none_of_its_output()
    {
        // The cell ends only once the answer is here.
        var asked = new TaskCompletionSource<List<string>>();
        var cell = await kernel.RunAsync("Console.Write(1); while (!System.IO.File.Exists(\"answered\")) await Task.Delay(5); for (var i = 0; i < 50; i++) Console.Write(2);", () => Ask());

        (await asked.Task).ShouldContain("Max");
        cell.Text.ShouldBe("1" + new string('2', 50));

        async void Ask()
        {
            if (asked.Task.IsCompleted)
                return;
            asked.TrySetResult(await CompleteAsync("Math.|"));
            await File.WriteAllTextAsync(Path.Combine(kernel.Folder, "answered"), "");
        }
    }

    private async Task<List<string>> CompleteAsync(string code) =>
        [.. (await AskAsync("RequestCompletions", code, "CompletionsProduced")).ShouldNotBeNull().GetProperty("completions").EnumerateArray().Select(item => item.GetProperty("displayText").GetString()!)];

    private async Task<string> HoverAsync(string code) =>
        (await AskAsync("RequestHoverText", code, "HoverTextProduced")).ShouldNotBeNull(code).GetProperty("content")[0].GetProperty("value").GetString()!;

    private async Task<JsonElement?> AskAsync(string command, string marked, string answer)
    {
        var before = marked[..marked.IndexOf('|', StringComparison.Ordinal)];
        var place = new { line = before.Count(c => c == '\n'), character = before.Length - (before.LastIndexOf('\n') + 1) };
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var produced = await kernel.Process.AskAsync(command, new { code = marked.Remove(before.Length, 1), linePosition = place, targetKernelName = "csharp" }, answer, deadline.Token);
        return produced?.Body;
    }
}
