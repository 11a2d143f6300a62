using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace StreamBook.Tests;

/// <summary>Each starts `book` and a kernel, which takes time.</summary>
[FullLane]
public sealed class RunCommandTests : IDisposable
{
    private static readonly XNamespace _trx = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";

    private readonly TempBook _book = new();

    public void Dispose() => _book.Dispose();

    [Fact]
    public async Task Without_names_it_runs_every_notebook_and_writes_their_pages_to_out()
    {
        _book.Notebook("02-later", "# Second notebook", "\"<b>\" + 6 * 7");
        _book.Notebook("01-first", "# First notebook", "Console.WriteLine(\"hello\");");

        var result = (await BookProcess.RunAsync(_book.InBook("notebooks"), "run")).ShouldExitWith(0);

        var paths = result.Output.Split('\n').Where(line => line.EndsWith(".html", StringComparison.Ordinal));
        paths.Select(Path.GetFileName).ShouldBe(["index.html", "01-first.html", "02-later.html"]);
        File.ReadAllText(_book.InBook("out", "01-first.html")).ShouldContain("hello");
        File.ReadAllText(_book.InBook("out", "02-later.html")).ShouldContain("&lt;b&gt;42");
        var index = File.ReadAllText(_book.InBook("out", "index.html"));
        index.ShouldContain("<a href=\"01-first.html\">First notebook</a>");
        index.ShouldContain("<strong>Passed</strong>");
    }

    [Fact]
    public async Task Exercises_whose_cells_ran_are_not_called_solved()
    {
        var library = typeof(Exercise).Assembly.Location.Replace('\\', '/');
        _book.Notebook("a", $"#r \"{library}\"\nusing StreamBook;", "await Exercise.CheckAsync(\"01.1\", \"\")", "await Exercise.CheckAsync(\"04.1\", null)");

        var result = (await BookProcess.RunAsync(_book.InBook("notebooks"), "run")).ShouldExitWith(0);

        result.Output.ShouldContain("all its cells ran; 2 tasks of 2 are not solved. `book check ");
    }

    [Fact]
    public async Task A_cell_that_throws_ends_its_notebook_and_the_next_one_runs()
    {
        var first = _book.Notebook("a", "var x = 1;", "// the culprit\nthrow new InvalidOperationException(\"of no use\");", "Console.WriteLine(\"never\");");
        var second = _book.Notebook("b", "Console.WriteLine(\"\\u001b[31mred\");", "x");
        var third = _book.Notebook("c", "Console.WriteLine(\"fine\");");

        var result = (await BookProcess.RunAsync(_book.Root, "run", first, second, third, "--html", "pages", "--trx", "results/all.trx")).ShouldExitWith(1);

        result.Output.ShouldContain($"{first}: cell 2: // the culprit");
        result.Output.ShouldContain("of no use");
        result.Output.ShouldContain("1 more cell was not run.");
        result.Output.ShouldContain($"{second}: cell 2: x");
        result.Output.ShouldNotContain("Its output", customMessage: "the cells that failed had none");
        result.Output.ShouldMatch(@"a\.ipynb +1 of 3 +\d+\.\d +failed");
        result.Output.ShouldMatch(@"c\.ipynb +1 +\d+\.\d +passed");
        result.Output.ShouldNotContain('\u001b');
        var page = File.ReadAllText(_book.InBook("pages", "a.html"));
        page.ShouldContain("class=\"code failed\" id=\"cell-2\"");
        page.ShouldContain("class=\"code notrun\" id=\"cell-3\"");
        page.ShouldContain("of no use");

        var results = XDocument.Load(_book.InBook("results", "all.trx"));
        results.Descendants(_trx + "UnitTestResult").Select(test => (string?)test.Attribute("outcome"))
            .ShouldBe(["Passed", "Failed", "NotExecuted", "Passed", "Failed", "Passed"]);
        var failed = results.Descendants(_trx + "UnitTestResult").First(test => (string?)test.Attribute("outcome") == "Failed");
        ((string?)failed.Attribute("testName")).ShouldBe("a: cell 2: // the culprit");
        failed.Descendants(_trx + "Message").Single().Value.ShouldContain("of no use");
        var counters = results.Descendants(_trx + "Counters").Single();
        ((int?)counters.Attribute("total")).ShouldBe(6);
        ((int?)counters.Attribute("failed")).ShouldBe(2);
        results.Descendants(_trx + "TestEntry").Select(entry => (string?)entry.Attribute("testId"))
            .ShouldBe(results.Descendants(_trx + "UnitTest").Select(test => (string?)test.Attribute("id")));
    }

    [Fact]
    public async Task Each_version_of_nginx_has_a_run_and_a_page_of_its_own()
    {
        var first = _book.Notebook("01-first", "# First\n[second](02-second.ipynb)", $"Environment.GetEnvironmentVariable(\"{Lab.NginxVariable}\")");
        var second = _book.Notebook("02-second", "# Second", "1");

        var result = (await BookProcess.RunAsync(_book.Root, "run", "--nginx", "1.28, 1.30", first, second, "--html", "out", "--trx", "all.trx")).ShouldExitWith(0);

        result.Output.ShouldContain(", nginx 1.28");
        File.ReadAllText(_book.InBook("out", "01-first-nginx-1.28.html")).ShouldContain("1.28</pre>");
        var newer = File.ReadAllText(_book.InBook("out", "01-first-nginx-1.30.html"));
        newer.ShouldContain("1.30</pre>");
        newer.ShouldContain("<a href=\"02-second-nginx-1.30.html\">second</a>");
        newer.ShouldContain("<title>First, nginx 1.30");
        File.ReadAllText(_book.InBook("out", "index.html")).ShouldContain("<a href=\"01-first-nginx-1.28.html\">First, nginx 1.28</a>");
        XDocument.Load(_book.InBook("all.trx")).Descendants(_trx + "UnitTest").Select(test => (string?)test.Attribute("id")).ShouldBeUnique();
    }

    [Fact]
    public async Task Output_beyond_a_megabyte_is_cut_in_the_middle_and_says_so()
    {
        _book.Notebook("a", "for (var i = 0; i < 30_000; i++) Console.Write($\"{i,99}\\n\");");

        (await BookProcess.RunAsync(_book.Root, "run", "--html", "out")).ShouldExitWith(0);

        var page = File.ReadAllText(_book.InBook("out", "a.html"));
        page.ShouldContain("       0\n");
        page.ShouldContain(" 29999</pre>");
        var leftOut = int.Parse(Regex.Match(page, @"([\d,]+) bytes of output left out").Groups[1].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
        leftOut.ShouldBeInRange(1_990_000, 2_010_000);
    }

    [Fact]
    public async Task Results_of_before_stay_until_the_run_is_over()
    {
        var good = _book.Notebook("good", "System.IO.File.Copy(\"../all.trx\", \"copy\"); System.IO.File.Exists(\"../out/index.html\")");
        File.WriteAllText(_book.InBook("all.trx"), "of before");

        (await BookProcess.RunAsync(_book.Root, "run", good, "--trx", "all.trx", "--html", "out")).ShouldExitWith(0);

        File.ReadAllText(_book.InBook("notebooks", "copy")).ShouldBe("of before");
        File.ReadAllText(_book.InBook("out", "good.html")).ShouldContain(">False</pre>");
    }

    [Fact]
    public async Task What_a_cell_put_out_before_it_failed_is_shown_its_end_if_it_was_much()
    {
        _book.Notebook("a", "for (var i = 1; i <= 30; i++) Console.WriteLine($\"line {i}\"); display(new { Shown = 1 }); Console.Error.Write(\"\\u001b[31mlast\"); throw new Exception(\"broke\");");
        _book.Notebook("b", "Console.WriteLine(\"of a cell that passed\");", "Console.WriteLine(\"only\"); x.y();\n", "1");
        _book.Notebook("c", "Console.WriteLine(\"only\"); throw new Exception(new string('x', 1000));");

        var result = (await BookProcess.RunAsync(_book.Root, "run")).ShouldExitWith(1);

        var lines = Enumerable.Range(13, 18).Select(i => $"  │ line {i}\n");
        result.Output.ShouldContain($"""
            a.ipynb: cell 1: for (var
            """);
        result.Output.ShouldContain($$"""
              Its output, the last 20 of 32 lines:
            {{string.Concat(lines)}}  │ { Shown = 1 }
              │ last
              System.Exception: broke

            """.ReplaceLineEndings("\n"));
        result.Output.ShouldContain("  Its output:\n  │ only\n  System.Exception: xxx");
        result.Output.ShouldNotContain("of a cell that passed");
    }

    /// <summary>A kernel behind the protocol, and a cell that knows the library by its file only.</summary>
    [FullLane, Theory, InlineData(false), InlineData(true)]
    public async Task Verdicts_are_collected_from_cells_whatever_the_kernel(bool isOther)
    {
        _book.Notebook("a",
            $"""
            #r "{typeof(Verdict).Assembly.Location}"
            using StreamBook;
            var lab = await Lab.StartAsync();
            """,
            """
            display(Verdict.Of("F6.1", "`x` is [red]needed[/].", VerdictKind.Sharper, "3 of 4 <held>", lab));
            Verdict.Of("C1.2", "It streams.", VerdictKind.True, "5 of 5", lab)
            """,
            "await lab.DisposeAsync();");
        string[] kernel = isOther ? ["--kernel", SharedKernel.CommandLine] : [];

        var result = (await BookProcess.RunAsync(_book.Root, ["run", "--html", "out", .. kernel])).ShouldExitWith(0);

        result.Output.ShouldMatch(@"\n *Claim +What is said +nginx \d+\.\d+\.\d+, processes: 1 true, 1 sharper *\n");
        result.Output.ShouldMatch(@"\n *C1\.2 +It streams\. +✓ true: 5 of 5 *\n *F6\.1 +`x` is \[red\]needed\[/\]\. +◐ sharper: 3 of 4 <held> *\n");
        result.Output.IndexOf("Claim", StringComparison.Ordinal).ShouldBeGreaterThan(result.Output.IndexOf("passed", StringComparison.Ordinal));
        File.ReadAllText(_book.InBook("out", "index.html")).ShouldContain("<code>x</code> is [red]needed[/].");
        var page = File.ReadAllText(_book.InBook("out", "a.html"));
        Regex.Matches(page, "aria-label=\"Verdict on ([^\"]+)\"").Select(card => card.Groups[1].Value).ShouldBe(["F6.1", "C1.2"]);
    }
}
