using StreamBook.Cli.Document;

namespace StreamBook.Tests;

/// <summary>The notebooks of the book in real Jupyter.</summary>
public sealed class JupyterTests
{
    private static readonly Book _book = new(Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../..")));

    public static TheoryData<string> Notebooks => CourseTests.NotebooksExercisesAndSolutions;

    [JupyterTheory, MemberData(nameof(Notebooks))]
    public async Task It_runs_in_Jupyter_and_every_claim_in_it_is_settled(string notebook)
    {
        var run = await Jupyter.RunAsync(Path.Combine(_book.Root, notebook));

        run.ExitCode.ShouldBe(0, run.Error);
        // What a compiler or a library has to say in red is not for a reader.
        run.Text("stderr").ShouldBeEmpty();
        var shown = run.Values("text/plain").ToList();
        ClaimRules.Of(CourseNotebook.Load(_book, Path.Combine(_book.Root, notebook)))
            .Where(claim => !shown.Exists(text => text.Contains($": {claim} ", StringComparison.Ordinal)))
            .ShouldBeEmpty("No cell showed a verdict on them.");
    }
}
