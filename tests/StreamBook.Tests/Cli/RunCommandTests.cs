using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using StreamBook.Cli.Document;

namespace StreamBook.Tests;

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
    public async Task A_version_that_is_none_is_wrong_usage()
    {
        var result = (await BookProcess.RunAsync(_book.Root, "run", "--nginx", "1.28,new")).ShouldExitWith(2);

        result.Error.ShouldContain("--nginx new: not a version of nginx; write 1.28 or 1.28.0, and commas between several.");
    }

    [FullLane, Fact]
    public async Task A_cell_past_its_limit_is_ended_and_named_and_the_next_notebook_runs()
    {
        _book.Notebook("a", "Console.WriteLine(\"before\");\nwhile (true) { }", "1");
        _book.Notebook("b", "# Text only");

        var result = (await BookProcess.RunAsync(_book.Root, "run", "--timeout", "3s")).ShouldExitWith(1);

        result.Output.ShouldContain("cell 1: Console.WriteLine(\"before\");");
        result.Output.ShouldContain("Still running after 3 s");
        result.Output.ShouldMatch(@"b\.ipynb +0 +\d+\.\d +passed");
    }

    [FullLane, Fact]
    public async Task A_cell_that_floods_its_output_is_ended_at_its_limit_and_cut()
    {
        _book.Notebook("a", "while (true) Console.WriteLine(new string('x', 1000));");

        var result = (await BookProcess.RunAsync(_book.Root, "run", "--timeout", "6", "--html", "out")).ShouldExitWith(1);

        result.Output.ShouldContain("Still running after 6 s");
        new FileInfo(_book.InBook("out", "a.html")).Length.ShouldBeLessThan(1_500_000);
    }

    [Fact]
    public async Task A_cell_that_must_throw_passes_only_if_it_does()
    {
        _book.Notebook("a", [Throwing("throw new Exception(\"wanted\");"), new(CellKind.Code, "b", "Console.WriteLine(\"after\");")]);
        _book.Notebook("b", [Throwing("1 + 1")]);
        _book.Notebook("c", [Throwing("this does not compile")]);

        var result = (await BookProcess.RunAsync(_book.Root, "run", "--html", "out")).ShouldExitWith(1);

        result.Output.ShouldMatch(@"a\.ipynb +2 +\d+\.\d +passed");
        result.Output.ShouldContain("Did not throw, but is tagged raises-exception.");
        result.Output.ShouldContain("Did not compile, and is tagged raises-exception");
        var page = File.ReadAllText(_book.InBook("out", "a.html"));
        page.ShouldContain("throws, as it should");
        page.ShouldContain("wanted");
        page.ShouldContain("after");
    }

    [Fact]
    public async Task A_kernel_that_dies_fails_its_notebook_and_the_next_one_runs()
    {
        _book.Notebook("a", "Console.WriteLine(\"last words\");", "Environment.FailFast(\"the end\");", "1");
        _book.Notebook("b", "1");

        var result = (await BookProcess.RunAsync(_book.Root, "run", "--html", "out")).ShouldExitWith(1);

        result.Output.ShouldContain("a.ipynb: cell 2: Environment.FailFast");
        result.Output.ShouldContain("The kernel ended while a cell was running.");
        result.Output.ShouldMatch(@"b\.ipynb +1 +\d+\.\d +passed");
        File.ReadAllText(_book.InBook("out", "a.html")).ShouldContain("last words");
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
    public async Task An_interrupted_run_ends_its_kernel_and_says_what_ran()
    {
        _book.Notebook("a", "1");
        _book.Notebook("b", "System.IO.File.WriteAllText(\"pid\", $\"{Environment.ProcessId}\\n\");\nawait Task.Delay(-1);");
        _book.Notebook("c", "1");
        using var book = BookProcess.Start(_book.Root, "run");
        var output = book.StandardOutput.ReadToEndAsync();
        var pid = _book.InBook("notebooks", "pid");
        var kernelId = int.Parse(
            await Eventually.SeeAsync(() => File.Exists(pid) ? File.ReadAllText(pid) : "", text => text.EndsWith('\n')),
            CultureInfo.InvariantCulture);

        // As Ctrl-C, but not ignored by a process whose parent was put into the background.
        Process.Start("kill", ["-TERM", $"{book.Id}"]).WaitForExit();

        await book.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromMinutes(1)).Token);
        book.ExitCode.ShouldBe(130);
        (await output).ShouldContain("a.ipynb");
        (await output).ShouldMatch(@"b\.ipynb +0 of 1 +\d+\.\d +interrupted");
        (await output).ShouldContain("1 of 3 notebooks were not run");
        Should.Throw<ArgumentException>(() => Process.GetProcessById(kernelId));
    }

    [Theory]
    [InlineData("nope.ipynb", "nope.ipynb: no such file.")]
    [InlineData("notebooks", "notebooks: a directory, not a notebook.")]
    [InlineData("text.md", "text.md: broken JSON at line 1")]
    [InlineData("broken.ipynb", "broken.ipynb: broken JSON at line 2, byte 3")]
    [InlineData("old.ipynb", "old.ipynb: nbformat 3, but only nbformat 4 can be read")]
    [InlineData("bytes.ipynb", "bytes.ipynb: not a notebook: byte 2 is not UTF-8.")]
    [InlineData("--speed", "There is no option --speed.")]
    [InlineData("--kernel= ", "--kernel: no command was given")]
    [InlineData("--timeout=soon", "--timeout soon: not a time")]
    public async Task Wrong_usage_runs_nothing_and_says_why_in_one_sentence(string argument, string sentence)
    {
        File.WriteAllText(_book.InBook("text.md"), "# Text");
        File.WriteAllText(_book.InBook("broken.ipynb"), "{\n  x");
        File.WriteAllText(_book.InBook("old.ipynb"), "{\"nbformat\": 3}");
        File.WriteAllBytes(_book.InBook("bytes.ipynb"), [(byte)'{', 0xff]);
        var good = _book.Notebook("good", "System.IO.File.WriteAllText(\"ran\", \"\");");

        var result = (await BookProcess.RunAsync(_book.Root, "run", good, argument)).ShouldExitWith(2);

        result.Error.ShouldStartWith(sentence);
        result.Output.ShouldBeEmpty();
        File.Exists(_book.InBook("notebooks", "ran")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("--html", "file", "file: cannot be written: ")]
    [InlineData("--html", "full", "full: cannot be written: index.html is a folder.")]
    [InlineData("--html", "", "--html: no folder was named")]
    [InlineData("--trx", "file/x.trx", "file/x.trx: cannot be written: ")]
    [InlineData("--trx", "notebooks", "notebooks: cannot be written: it is a folder.")]
    [InlineData("--trx", " ", "--trx: no file was named")]
    public async Task A_place_for_results_that_cannot_be_written_is_named_before_anything_runs(string option, string place, string sentence)
    {
        var good = _book.Notebook("good", "System.IO.File.WriteAllText(\"ran\", \"\");");
        File.WriteAllText(_book.InBook("file"), "");
        Directory.CreateDirectory(_book.InBook("full", "index.html"));

        var result = (await BookProcess.RunAsync(_book.Root, "run", good, option, place)).ShouldExitWith(2);

        result.Error.ShouldStartWith(sentence);
        File.Exists(_book.InBook("notebooks", "ran")).ShouldBeFalse();
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

    [Fact]
    public async Task The_whole_course_is_not_begun_where_none_of_its_labs_would_start()
    {
        var lab = _book.Notebook("a", "System.IO.File.WriteAllText(\"ran\", \"\"); // and then Lab.StartAsync()");
        (string, string)[] nowhere = [("DOCKER_HOST", "tcp://192.0.2.1:2375"), ("STREAMBOOK_HOST", "containers")];

        var refused = (await BookProcess.RunAsync(_book.Root, nowhere, ["run"])).ShouldExitWith(1);
        refused.Error.ShouldStartWith("The container engine is on another machine.\n");
        refused.Output.ShouldBeEmpty();
        File.Exists(_book.InBook("notebooks", "ran")).ShouldBeFalse();

        // A notebook that is named runs: it may not come to its lab, or do without.
        (await BookProcess.RunAsync(_book.Root, nowhere, ["run", lab])).ShouldExitWith(0);
        File.Delete(lab);
        _book.Notebook("b", "1");
        (await BookProcess.RunAsync(_book.Root, nowhere, ["run"])).ShouldExitWith(0);
    }

    [Theory]
    [InlineData("--host", "heaven", "--host heaven: labs run nowhere of that name; write auto, processes or containers.")]
    [InlineData("--host", "1", "--host 1: labs run nowhere of that name")]
    [InlineData("--timeout", "", "--timeout : not a time")]
    public async Task An_option_with_a_wrong_value_says_what_to_write(string option, string value, string sentence) =>
        (await BookProcess.RunAsync(_book.Root, "run", option, value)).ShouldExitWith(2).Error.ShouldStartWith(sentence);

    [Fact]
    public async Task A_kernel_that_cannot_be_started_fails_the_notebook()
    {
        _book.Notebook("a", "1");

        var result = (await BookProcess.RunAsync(_book.Root, "run", "--kernel", "no-such-kernel stdio")).ShouldExitWith(1);

        result.Output.ShouldContain("The kernel could not be started");
        result.Output.ShouldContain("no-such-kernel stdio");
        result.Output.ShouldNotContain("To install .NET Interactive");
        (await BookProcess.RunAsync(_book.Root, "run", "--kernel", "/no/dotnet-interactive stdio")).ShouldExitWith(1)
            .Output.ShouldContain("To install .NET Interactive: dotnet tool install -g Microsoft.dotnet-interactive");
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

    private static Cell Throwing(string source) => new(CellKind.Code, "a", source) { Tags = [Cell.RaisesException] };
}
