namespace StreamBook.Tests;

/// <summary>What `book run` refuses before anything runs. Each starts `book`, which takes time.</summary>
[FullLane]
public sealed class RunUsageTests : IDisposable
{
    private readonly TempBook _book = new();

    public void Dispose() => _book.Dispose();

    [Fact]
    public async Task A_version_that_is_none_is_wrong_usage()
    {
        var result = (await BookProcess.RunAsync(_book.Root, "run", "--nginx", "1.28,new")).ShouldExitWith(2);

        result.Error.ShouldContain("--nginx new: not a version of nginx; write 1.28 or 1.28.0, and commas between several.");
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
}
