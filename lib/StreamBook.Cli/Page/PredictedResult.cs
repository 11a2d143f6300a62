using StreamBook.Cli.Document;

namespace StreamBook.Cli.Page;

/// <summary>A result that a reader is to guess first: it is folded until asked for.</summary>
internal static class PredictedResult
{
    /// <summary>Whether a text asks for a guess at what the code after it shows. Code that takes the guess itself shows its result only with one.</summary>
    public static bool AsksFor(Cell text, Cell code) => text.Kind == CellKind.Markdown && code.Kind == CellKind.Code
        && text.Source.Contains("**Predict:**", StringComparison.Ordinal) && !code.Source.Contains("Guess.Of(", StringComparison.Ordinal);
}
