using StreamBook.Cli.Document;

namespace StreamBook.Tests;

public sealed class FmtCommandTests : IDisposable
{
    private const string WithOutput =
        "{\"nbformat\": 4, \"nbformat_minor\": 2, \"cells\": [{\"cell_type\": \"code\", \"source\": \"1\", \"outputs\": [{\"text\": \"1\"}]}]}";

    private readonly TempBook _book = new();

    public void Dispose() => _book.Dispose();

    [Fact]
    public async Task Every_notebook_of_the_book_is_rewritten_and_then_left_alone()
    {
        var good = _book.Notebook("good", "1");
        Directory.CreateDirectory(_book.InBook("solutions"));
        var bad = _book.InBook("solutions", "bad.ipynb");
        File.WriteAllText(bad, WithOutput);
        var before = File.GetLastWriteTimeUtc(good);

        var check = (await BookProcess.RunAsync(_book.Root, "fmt", "--check")).ShouldExitWith(1);
        check.Output.ShouldBe("solutions/bad.ipynb is not in canonical form.\n");
        File.ReadAllText(bad).ShouldBe(WithOutput);

        (await BookProcess.RunAsync(_book.Root, "fmt")).ShouldExitWith(0).Output.ShouldBe("solutions/bad.ipynb rewritten.\n");
        NotebookFile.Load(bad).IsCanonical.ShouldBeTrue();
        Directory.GetFiles(_book.InBook("solutions")).ShouldBe([bad]);

        (await BookProcess.RunAsync(_book.Root, "fmt", "--check")).ShouldExitWith(0).Output.ShouldBeEmpty();
        File.GetLastWriteTimeUtc(good).ShouldBe(before);
    }

    [Fact]
    public async Task A_file_that_is_no_notebook_is_named_and_nothing_is_rewritten()
    {
        var bad = _book.InBook("notebooks", "bad.ipynb");
        File.WriteAllText(bad, WithOutput);
        File.WriteAllText(_book.InBook("x.md"), "# x");

        (await BookProcess.RunAsync(_book.Root, "fmt", bad, "x.md")).ShouldExitWith(2).Error.ShouldStartWith("x.md: broken JSON");

        File.ReadAllText(bad).ShouldBe(WithOutput);
    }
}
