using StreamBook.Cli.Document;

namespace StreamBook.Tests;

/// <summary>A rule that cannot fail is none: each complains of a notebook that is right but for one thing.</summary>
public sealed class CourseRulesTests : IDisposable
{
    private static readonly string[] _right =
    [
        """
        # 01 · The second one

        After this notebook you can

        - read;
        - write;
        - count.

        You need notebook [00](00-the-first.ipynb). About 5 minutes.
        """,
        CellRules.IsBuilt,
        """
        #r "../artifacts/bin/StreamBook/release/StreamBook.dll"
        using StreamBook;
        var lab = await Lab.StartAsync();
        lab
        """,
        "# Look\n\n**Predict:** held or streamed?",
        """
        using System.Text.Json;
        var guess = Guess.Of("…");
        var stream = await lab.Nginx.CaptureAsync("/clock");
        guess.ItWas(stream.Delivery);
        Check.Equal(Delivery.Streamed, stream.Delivery, "it streams");
        Draw.Lanes(stream)
        """,
        """Verdict.Of("F1.1", "It is held.", VerdictKind.Wrong, "over HTTP/1.1: streamed", lab)""",
        "## 2 · Listen\n\nThe event stream came through nginx. **Predict:** and a WebSocket?",
        """
        var guess2 = Guess.Of("…");   // which status?
        var socket = await lab.Nginx.CaptureWebSocketAsync("/ws");
        """,
        "guess2.ItWas(socket.Status);\nCheck.Equal(101, socket.Status, \"so did the WebSocket\");",
        """
        ## Recap

        1. An ID stays.
        2. `id` is a field, "nginX" is no name.
        3. See [the code](../lib/Code.cs) and [the standard](https://html.spec.whatwg.org/#sse): usually it is right.
        4. Four.

        Before: [00 · The first](00-the-first.ipynb). Next: [02 · The third](02-the-third.ipynb).
        """,
        "await lab.DisposeAsync();",
    ];

    private readonly TempBook _book = new();

    public CourseRulesTests()
    {
        Directory.CreateDirectory(_book.InBook("lib"));
        File.WriteAllText(_book.InBook("lib", "Code.cs"), "");
        _book.Notebook("00-the-first", "# 00 · The first");
        _book.Notebook("02-the-third", "# 02 · The third");
    }

    public void Dispose() => _book.Dispose();

    [Fact]
    public void A_notebook_that_is_right_keeps_every_rule()
    {
        var notebook = Notebook("01-second-one", _right);

        CourseRules.All.SelectMany(rule => rule.Value(notebook)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("the name of the file, the number and the title agree", "# 01 ·", "# 02 ·")]
    [InlineData("the name of the file, the number and the title agree", "The second one", "One second")]
    [InlineData("the name of the file, the number and the title agree", "# 01 · ", "# ")]
    [InlineData("the top says what you will be able to do, what you need and how long it takes", "- count.\n", "")]
    [InlineData("the top says what you will be able to do, what you need and how long it takes", "You need", "Read")]
    [InlineData("the top says what you will be able to do, what you need and how long it takes", "About 5 minutes.", "Not long.")]
    [InlineData("a recap of about five lines stands at the end", "## Recap", "## End")]
    [InlineData("a recap of about five lines stands at the end", "4. Four.", "")]
    [InlineData("the end leads to the notebook before and the next one, by their titles", "Before: [00 · The first]", "Before: [00]")]
    [InlineData("the end leads to the notebook before and the next one, by their titles", "02-the-third", "00-the-first")]
    [InlineData("every relative link leads to a file", "lib/Code.cs", "lib/Gone.cs")]
    [InlineData("every relative link leads to a file", "lib/Code.cs", "lib/Code.cs#L7")]
    [InlineData("the field's terms are spelled as its standards spell them", "through nginx", "through Nginx")]
    [InlineData("the field's terms are spelled as its standards spell them", "a WebSocket?", "a Websocket?")]
    [InlineData("the field's terms are spelled as its standards spell them", "The event stream", "The event-stream")]
    [InlineData("the field's terms are spelled as its standards spell them", "An ID stays", "An id stays")]
    [InlineData("the field's terms are spelled as its standards spell them", "An ID stays", "The Last Event ID stays")]
    [InlineData("the field's terms are spelled as its standards spell them", "An ID stays", "A server sent event stays")]
    [InlineData("the field's terms are spelled as its standards spell them", "An ID stays", "An EventSource stays")]
    [InlineData("it begins with the one way in and ends by closing its lab", "restart this kernel", "try again")]
    [InlineData("it begins with the one way in and ends by closing its lab", "using StreamBook;\n", "")]
    [InlineData("it begins with the one way in and ends by closing its lab", "await lab.DisposeAsync();", "lab.Dispose();")]
    [InlineData("no cell is over 20 lines, no line of code over 100 characters", "\"/ws\"", "\"/ws-wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww\"")]
    [InlineData("no cell is over 20 lines, no line of code over 100 characters", "using StreamBook;\n", "using StreamBook;\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n")]
    [InlineData("something is predicted, and each prediction is followed by the code that answers it", "**Predict:** ", "")]
    [InlineData("something is predicted, and each prediction is followed by the code that answers it", "using System.Text.Json;", "# Now")]
    [InlineData("each prediction is written down as a guess in the first line of the code, and read where the answer is known", "var guess = Guess.Of(\"…\");\nvar stream = await lab.Nginx.CaptureAsync(\"/clock\");", "var stream = await lab.Nginx.CaptureAsync(\"/clock\");\nvar guess = Guess.Of(\"…\");")]
    [InlineData("each prediction is written down as a guess in the first line of the code, and read where the answer is known", "Guess.Of(\"…\");\nvar", "Guess.Of(\"held\");\nvar")]
    [InlineData("each prediction is written down as a guess in the first line of the code, and read where the answer is known", "guess2.ItWas(socket.Status);\n", "")]
    [InlineData("what is said of many, most or everybody has a source beside it", "The event stream came", "Most event streams come")]
    [InlineData("what is said of many, most or everybody has a source beside it", "The event stream came", "Many of us know that it came")]
    [InlineData("what is said of many, most or everybody has a source beside it", "The event stream came", "On purpose, the event stream came")]
    [InlineData("what is said of many, most or everybody has a source beside it", "The event stream came", "The event stream always comes")]
    [InlineData("what is said of many, most or everybody has a source beside it", "](https://html.spec.whatwg.org/#sse)", "](../lib/Code.cs)")]
    [InlineData("no check is of what the notebook itself typed", "Delivery.Streamed, stream.Delivery", "3, \"abc\".Length")]
    [InlineData("no check is of what the notebook itself typed", "Delivery.Streamed, stream.Delivery", "3, new[] { 1, 2, 3 }.Count(n => n > 0)")]
    [InlineData("no check is of what the notebook itself typed", "Check.Equal(Delivery.Streamed, stream.Delivery", "var three = 3;\nCheck.Equal(three, 3")]
    [InlineData("no check is of what the notebook itself typed", "Check.Equal(101, socket.Status", "record Since(int Year);\nSince[] all = [new(2012)];\nCheck.That(all.All(since => since.Year > 2000)")]
    [InlineData("a verdict says on which server, client or HTTP version it was measured", "over HTTP/1.1: ", "")]
    [InlineData("what is shown is looked at in the text beside it", "## 2 · Listen", "// Listen")]
    [InlineData("what is shown is looked at in the text beside it", "# Look", "# See")]
    [InlineData("what is measured or shown is asserted there or in one of the next two code cells", "Check.Equal(Delivery", "Equal(Delivery")]
    [InlineData("what is measured or shown is asserted there or in one of the next two code cells", "Check.Equal(101", "Equal(101")]
    [InlineData("a verdict rests on an assertion in its cell or the one before", "Check.Equal(Delivery", "Equal(Delivery")]
    [InlineData("the claims it settles are the article's, or its own, and stand in the call", "F1.1", "F2.1")]
    [InlineData("the claims it settles are the article's, or its own, and stand in the call", "\"F1.1\"", "claim")]
    public void A_rule_complains_of_what_breaks_it(string rule, string right, string wrong)
    {
        _right.ShouldContain(cell => cell.Contains(right, StringComparison.Ordinal));

        var broken = Notebook("01-second-one", [.. _right.Select(cell => cell.Replace(right, wrong, StringComparison.Ordinal))]);

        CourseRules.All[rule](broken).ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("var said = \"\";\nsaid += socket.Status;\nvar length = said.Length;\nCheck.Equal(3, length, \"\");", 0)]
    [InlineData("var seen = 0;\nvoid See() => seen++;\nCheck.Equal(3, seen, \"\");", 0)]
    [InlineData("List<int> seen = [];\nseen.Add(await ReadAsync());\nCheck.Equal(1, seen.Count, \"\");", 0)]
    [InlineData("var bytes = new WebSocketFrame(Opcode.Text, []).ToBytes();\nCheck.Equal(2, bytes.Length, \"\");", 0)]
    [InlineData("Check.Equal(2, EventStream.Decode(\"data: a\").Count(), \"\");", 0)]
    [InlineData("var text = \"data: a\";\nvar length = text.Length;\nCheck.That(length > 3, \"\");", 1)]
    [InlineData("string[] all = [\"a\", \"b\"];\nCheck.Equal([\"a\"], all.Where(one => one.Length == 1), \"\");", 1)]
    public void What_was_measured_or_changed_was_not_typed(string code, int complaintCount) =>
        TruthRules.TypedAnswers(Notebook("01-second-one", [code])).Count().ShouldBe(complaintCount);

    [Theory]
    [InlineData("\"outputs\": []", "\"outputs\": [{}]")]
    [InlineData("\"execution_count\": null", "\"execution_count\": 7")]
    public void A_stored_output_is_complained_of(string right, string wrong)
    {
        var notebook = Notebook("01-second-one", _right);
        var text = File.ReadAllText(notebook.Path);
        text.ShouldContain(right);

        File.WriteAllText(notebook.Path, text.Replace(right, wrong, StringComparison.Ordinal));

        CellRules.NoOutputs(notebook).ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData(" F1.1  It is held.  ✗ wrong: streamed", false, true)]
    [InlineData(" F1.10 It is held.  ✗ wrong: streamed", false, false)]
    [InlineData("The claim F1.1 is known.", false, false)]
    [InlineData("  Cells skipped for want of it: 1.", false, false)]
    [InlineData("  Cells skipped for want of it: 1.", true, true)]
    public void A_claim_is_settled_by_a_row_in_the_table_or_passed_over_for_want_of_a_package(string output, bool needsPackage, bool isSettled) =>
        ClaimRules.Unsettled(WithVerdict(needsPackage), $"passed\n\n{output}\n", nothingIsMissing: false).ShouldBe(isSettled ? [] : ["F1.1"]);

    [Fact]
    public void Where_nothing_is_missing_no_cell_is_passed_over() =>
        ClaimRules.Unsettled(WithVerdict(needsPackage: true), "  Cells skipped for want of it: 1.\n", nothingIsMissing: true).ShouldHaveSingleItem();

    private CourseNotebook WithVerdict(bool needsPackage) => CourseNotebook.Load(
        new(_book.Root), _book.Notebook("01-second-one", [new Cell(CellKind.Code, "v", _right[5]) { Tags = needsPackage ? [Cell.NeedsPackage] : [] }]));

    private CourseNotebook Notebook(string name, string[] cells) => CourseNotebook.Load(new(_book.Root), _book.Notebook(name, cells));
}
