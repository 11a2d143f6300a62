using StreamBook.Exercises;

namespace StreamBook.Tests;

/// <summary>Once an answer has passed, it stands beside the book's.</summary>
public sealed class BesideTests
{
    private const string Ours = "data: hello\n\nevent: tick\nid: 7\ndata: first\ndata: second\n\nevent: done\ndata:  ready\n\n";

    private readonly Checker _checker = new(new());

    [Fact]
    public async Task The_bytes_of_a_stream_stand_beside_the_books_and_what_is_spared_is_said()
    {
        (await CheckAsync(": begin\n" + Ours)).ShouldContain("Your lines beside the book's, which says the same in 8 bytes less");
        (await CheckAsync(Ours)).ShouldContain("Your lines beside the book's\n");
        (await CheckAsync("data: hello\n\n")).ShouldNotContain("the book's");
    }

    private async Task<string> CheckAsync(string stream) => (await _checker.RunAsync(ExerciseTasks.Find("01.1"), stream)).ToString();
}
