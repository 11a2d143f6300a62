using System.Globalization;
using StreamBook.Wording;

namespace StreamBook;

/// <summary>
/// What a learner expects before the cell is run: <c>var guess = Guess.Of("…");</c> as the first line, to be filled in,
/// and <c>guess.ItWas(capture.Delivery);</c> where the answer is known. A guess left open reminds and stops nothing.
/// </summary>
public sealed class Guess
{
    private const string Open = "…";

    private readonly string _answer;

    private Guess(string answer) => _answer = answer;

    /// <summary>Takes a guess down.</summary>
    /// <param name="answer">What the learner expects, in the words of the question: <c>held</c>, <c>7</c>, <c>yes</c>. An ellipsis (…) or nothing leaves it open.</param>
    public static Guess Of(string? answer) => new((answer ?? "").Trim());

    /// <summary>Prints the guess beside what it was.</summary>
    /// <param name="seen">What was measured. It is put in words as a table does it, and a guess is right in these words, in any casing, or as the same number.</param>
    public void ItWas(object? seen)
    {
        var it = seen is bool isSo ? isSo ? "yes" : "no" : Words.Of(seen);
        Console.WriteLine(
            _answer is "" or Open or "..." ? $"◌ It was {it}. You left the guess open: put yours into the first line and run the cell again."
            : IsRight(it) ? $"◉ You guessed {_answer}, and so it was."
            : $"◎ You guessed {_answer}. It was {it}.");
    }

    private bool IsRight(string it) => it.Equals(_answer.TrimEnd('.', '!'), StringComparison.OrdinalIgnoreCase)
        || (double.TryParse(_answer, CultureInfo.InvariantCulture, out var guessed) && double.TryParse(it, CultureInfo.InvariantCulture, out var number) && guessed == number);
}
