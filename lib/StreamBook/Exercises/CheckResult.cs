using System.Collections.Immutable;
using System.Text.Json.Serialization;
using StreamBook.Exercises;
using StreamBook.Wording;

namespace StreamBook;

/// <summary>
/// What a check says of an answer: the value of a check's cell. A card for the learner, and for programs JSON under
/// <see cref="MimeType"/>, which <c>book check</c> reads.
/// </summary>
[TypeFormatterSource(typeof(ShownCheckResult), PreferredMimeTypes = [Shown.Html, Shown.PlainText, MimeType])]
public sealed record CheckResult
{
    /// <summary>The MIME type of a result as JSON, an object with the names of its properties in camel case.</summary>
    public const string MimeType = "application/vnd.streambook.check+json";

    /// <summary>The task's ID, such as <c>06.3</c>.</summary>
    public required string Task { get; init; }

    /// <summary>The task in a few words.</summary>
    public required string Title { get; init; }

    /// <summary>How the check ended.</summary>
    public required CheckOutcome Outcome { get; init; }

    /// <summary>What decided, in a sentence.</summary>
    public required string Sentence { get; init; }

    /// <summary>The case in which it was so: the call that was made, the request that was sent; null where there is none to name.</summary>
    public string? Given { get; init; }

    /// <summary>What was expected in that case; null where nothing was compared.</summary>
    public string? Expected { get; init; }

    /// <summary>What arrived instead; null where nothing was compared.</summary>
    public string? Arrived { get; init; }

    /// <summary>The name of the misconception that was recognised; null where none was: the check does not guess.</summary>
    public string? Misconception { get; init; }

    /// <summary>What is so instead of what the misconception says; null where none was recognised.</summary>
    public string? Explanation { get; init; }

    /// <summary>The last lines of what broke; null where nothing did.</summary>
    public string? LastLines { get; init; }

    /// <summary>What to do or to look at next; null where nothing is left to do.</summary>
    public string? Next { get; init; }

    /// <summary>The seed of a result for which no cases were made, as of an answer that does not compile.</summary>
    internal const int NoSeed = 0;

    /// <summary>What the fresh cases were made from: given to the check again, they are the same. 0 where none were made.</summary>
    public required int Seed { get; init; }

    /// <summary>What the answer does as it should, as far as the check came.</summary>
    public ImmutableArray<string> Held { get; init; } = [];

    /// <summary>Once passed, all the hints; the last is the idea of the book's solution.</summary>
    public ImmutableArray<string> Hints { get; init; } = [];

    /// <summary>What `book check` knows the results of its own checks by; null in a notebook.</summary>
    public string? Seal { get; init; }

    /// <summary>What arrived as pictures and tables; once passed, beside what arrives with the book's solution.</summary>
    internal ImmutableArray<Exhibit> Exhibits { get; init; } = [];

    /// <summary>The outcome in a sign and a few words, such as <c>✓ passed</c>.</summary>
    [JsonIgnore]
    public string Word => Outcome switch
    {
        CheckOutcome.Passed => "✓ passed",
        CheckOutcome.NotYet => "◌ not yet",
        CheckOutcome.ProgramBroke => "✗ your program broke",
        _ => "‼ the book broke",
    };

    /// <summary>The result in plain text, pictures included.</summary>
    public override string ToString() => string.Join('\n', CheckWording.Lines(this).Concat(Exhibits.Select(exhibit => exhibit.Text)));

    /// <inheritdoc/>
    public bool Equals(CheckResult? other) => other is not null && ToString() == other.ToString() && Seal == other.Seal;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Task, Outcome, Seed);
}
