using StreamBook.Cli;

namespace StreamBook.Tests;

public sealed class CourseTests
{
    private static readonly string _root = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../.."));

    [Fact]
    public void Every_notebook_of_the_book_is_in_canonical_form()
    {
        File.Exists(Path.Combine(_root, "StreamBook.slnx")).ShouldBeTrue(_root);

        new Book(_root).All.Where(path => !NotebookFile.Load(path).IsCanonical).ShouldBeEmpty("`book fmt` rewrites them.");
    }
}
