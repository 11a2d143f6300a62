using System.Collections;
using System.Runtime.CompilerServices;
using StreamBook.Wording;

namespace StreamBook;

/// <summary>
/// What a cell asserts with: each statement of result is a sentence, printed behind <c>✓</c> when it holds and thrown
/// when it does not, so that a notebook cannot claim what it did not see.
/// </summary>
public static class Check
{
    /// <summary>Prints the sentence if the condition holds.</summary>
    /// <param name="holds">The condition.</param>
    /// <param name="sentence">What the condition means, as a full sentence for the learner.</param>
    /// <param name="seen">What was seen, shown with a failure; null shows nothing.</param>
    /// <param name="expression">The condition's source text; the compiler fills it in.</param>
    /// <exception cref="CheckFailedException">The condition is false.</exception>
    public static void That(
        bool holds,
        string sentence,
        object? seen = null,
        [CallerArgumentExpression(nameof(holds))] string expression = "")
    {
        if (!holds)
            throw new CheckFailedException(sentence, expression, seen is null ? null : $"seen: {Show(seen)}");
        Passed(sentence);
    }

    /// <summary>Prints the sentence if both values are equal; sequences are equal if their items are, in order.</summary>
    /// <param name="expected">The value that the sentence promises.</param>
    /// <param name="actual">The value that was measured.</param>
    /// <param name="sentence">What the equality means, as a full sentence for the learner.</param>
    /// <param name="expression">The source text of <paramref name="actual"/>; the compiler fills it in.</param>
    /// <exception cref="CheckFailedException">The values differ.</exception>
    public static void Equal<T>(
        T expected,
        T actual,
        string sentence,
        [CallerArgumentExpression(nameof(actual))] string expression = "")
    {
        if (!AreEqual(expected, actual))
            throw new CheckFailedException(sentence, expression, $"expected: {Show(expected)}\n  seen: {Show(actual)}");
        Passed(sentence);
    }

    private static void Passed(string sentence) => Console.WriteLine($"✓ {sentence}");

    internal static bool AreEqual(object? expected, object? actual) =>
        expected is IEnumerable some and not string && actual is IEnumerable other and not string
            ? some.Cast<object?>().SequenceEqual(other.Cast<object?>(), EqualityComparer<object?>.Create(AreEqual))
            : Equals(expected, actual);

    private static string Show(object? value) => value switch
    {
        null => "null",
        string text => $"“{text}”",
        IEnumerable items => $"[{string.Join(", ", items.Cast<object?>().Select(Show))}]",
        _ => Words.Of(value),
    };
}

/// <summary>A check did not hold.</summary>
public sealed class CheckFailedException : Exception
{
    internal CheckFailedException(string sentence, string expression, string? comparison)
        : base($"✗ {sentence}\n  not so: {expression}{(comparison is null ? "" : $"\n  {comparison}")}")
    {
        Sentence = sentence;
        Expression = expression;
    }

    /// <summary>The sentence that turned out wrong.</summary>
    public string Sentence { get; }

    /// <summary>The source text of the condition that was false, or of the value that was not the expected one.</summary>
    public string Expression { get; }

    /// <summary>The sentence, and what was expected and seen: what .NET Interactive shows of a cell that failed, in place of a stack of our own lines.</summary>
    public override string ToString() => Message;
}
