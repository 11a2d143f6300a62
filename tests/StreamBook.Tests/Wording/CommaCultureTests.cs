using System.Text.RegularExpressions;
using StreamBook.Cli.Document;
using StreamBook.Programs;

namespace StreamBook.Tests;

/// <summary>A kernel that somebody else started has the culture of its user: numbers are written the same all the same.</summary>
public sealed partial class CommaCultureTests
{
    public CommaCultureTests() => CommaCulture.Use();

    [Fact]
    public void The_culture_has_a_comma() => $"{1.5:0.0}".ShouldBe("1,5");

    [Fact]
    public async Task A_deadline_has_a_point_in_both_captures()
    {
        var options = new CaptureOptions { Deadline = TimeSpan.FromMilliseconds(1500) };
        await using var silent = ScriptedServer.HoldingOpen("");
        (await Capture.EventStreamAsync(silent.Url, options)).Failure.ShouldBe("still open at the deadline of 1.5 s");
        await using var silentToo = ScriptedServer.HoldingOpen("");
        (await Capture.WebSocketAsync(silentToo.Url, options)).Failure.ShouldBe("still open at the deadline of 1.5 s");
    }

    [Fact]
    public async Task A_program_that_is_not_ready_is_told_with_a_point()
    {
        var never = new TaskCompletionSource<string>();
        var error = await Should.ThrowAsync<LabException>(() => new KeptLines("it").WaitForAsync(_ => true, never.Task, TimeSpan.FromMilliseconds(1500), default));
        error.Attempt.ShouldBe("it was not ready within 1.5 s.");
    }

    [Fact]
    public void No_source_writes_a_number_with_a_fraction_or_thousands_as_the_culture_has_it()
    {
        var library = Path.Combine(Book.Find(AppContext.BaseDirectory)!.Root, "lib");
        var lines = Directory.EnumerateFiles(library, "*.cs", SearchOption.AllDirectories)
            .SelectMany(path => File.ReadLines(path).Chunked().Where(three => Fraction().IsMatch(three[^1])).Select(three => (path, Text: string.Join(' ', three))));
        lines.Where(line => !line.Text.Contains("Invariant", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [GeneratedRegex(@"\$.*\{[^{}]*:(#,)?0\.[0#]|\{[^{}]*:#,")]
    private static partial Regex Fraction();
}

file static class LineChunks
{
    /// <summary>Each line with the two before it, where its method call may have begun.</summary>
    public static IEnumerable<string[]> Chunked(this IEnumerable<string> lines)
    {
        var last = new Queue<string>(["", ""]);
        foreach (var line in lines)
        {
            yield return [.. last, line];
            last.Enqueue(line);
            last.Dequeue();
        }
    }
}
