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
        var stream = await lab.Nginx.CaptureAsync("/clock");
        Check.Equal(Delivery.Streamed, stream.Delivery, "it streams");
        Draw.Lanes(stream)
        """,
        """Verdict.Of("F1.1", "It is held.", VerdictKind.Wrong, "streamed", lab)""",
        "## 2 · Listen\n\nThe event stream came through nginx. **Predict:** and a WebSocket?",
        "var socket = await lab.Nginx.CaptureWebSocketAsync(\"/ws\");",
        "Check.Equal(101, socket.Status, \"so did the WebSocket\");",
        """
        ## Recap

        1. An ID stays.
        2. `id` is a field, "nginX" is no name.
        3. See [the code](../lib/Code.cs) and [the standard](https://html.spec.whatwg.org/#sse).
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
    [InlineData("something is predicted, and each prediction is followed by the code that answers it", "var stream = await", "# Now")]
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
    public void A_claim_is_settled_by_a_row_in_the_table_or_passed_over_for_want_of_a_package(string output, bool needsPackage, bool isSettled)
    {
        var verdict = new Cell(CellKind.Code, "v", _right[5]) { Tags = needsPackage ? [Cell.NeedsPackage] : [] };
        var notebook = CourseNotebook.Load(new(_book.Root), _book.Notebook("01-second-one", [verdict]));

        ClaimRules.Unsettled(notebook, $"passed\n\n{output}\n").ShouldBe(isSettled ? [] : ["F1.1"]);
    }

    private CourseNotebook Notebook(string name, string[] cells) => CourseNotebook.Load(new(_book.Root), _book.Notebook(name, cells));
}
