using System.Collections.Immutable;
using System.Globalization;
using StreamBook.Cli.Kernel;
using StreamBook.Cli.Session;

namespace StreamBook.Cli.Page.Server;

/// <summary>
/// The outputs of a cell as pieces of HTML, no more of them than a page can bear, and what has to be done to a page that
/// has the pieces of a moment ago.
/// </summary>
internal sealed class OutputView
{
    /// <summary>Of a longer text the page has the two ends; the whole is there to fetch.</summary>
    public const int LongestText = 100_000;

    private const int HeadCount = 100;
    private const int TailCount = 100;
    private const string EndOfText = "</pre>\n";

    // A value that did not change is not rendered again.
    private Dictionary<CellOutput, string> _rendered = new(ReferenceEqualityComparer.Instance);

    /// <summary>The pieces that a page should have.</summary>
    public ImmutableArray<string> Pieces { get; private set; } = [];

    /// <summary>Brings the pieces up to date.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="name">What an output is called where it needs a name.</param>
    /// <param name="address">Where to find a frame's document, by the document; where the whole log is.</param>
    /// <returns>What changed, in order.</returns>
    public IReadOnlyList<PieceChange> Update(SessionCell cell, string name, OutputAddress address)
    {
        var outputs = cell.Outputs;
        var rendered = new Dictionary<CellOutput, string>(ReferenceEqualityComparer.Instance);
        var pieces = ImmutableArray.CreateBuilder<string>();
        for (var i = 0; i < outputs.Length; i++)
        {
            if (i == HeadCount && outputs.Length > HeadCount + TailCount)
            {
                var leftOut = outputs.Length - HeadCount - TailCount;
                pieces.Add(OutputHtml.Text(string.Create(CultureInfo.InvariantCulture, $"[… {leftOut:N0} outputs left out here …]"), "notice", name));
                i += leftOut;
            }

            pieces.Add(rendered[outputs[i]] = _rendered.GetValueOrDefault(outputs[i]) ?? Render(outputs[i], cell, name, address));
        }

        if (cell.WholeLogPath is not null)
            pieces.Add($"<p class=\"whole\"><a href=\"{address.WholeLog}\" download>All that was printed, as a file</a></p>\n");
        if (cell.Error is { } error)
            pieces.Add(OutputHtml.Text(error, cell.State == CellState.Skipped ? "stderr" : "error", $"Error: {name}"));
        _rendered = rendered;
        var before = Pieces;
        Pieces = pieces.ToImmutable();
        return Differences(before, Pieces);
    }

    public static IReadOnlyList<PieceChange> Differences(ImmutableArray<string> before, ImmutableArray<string> after)
    {
        var start = 0;
        while (start < before.Length && start < after.Length && before[start] == after[start])
            start++;
        var end = 0;
        while (end < before.Length - start && end < after.Length - start && before[^(end + 1)] == after[^(end + 1)])
            end++;
        var (removed, inserted) = (before.Length - start - end, after.Length - start - end);
        if (removed == 0 && inserted == 0)
            return [];
        if (removed > 0 && inserted > 0 && Extension(before[start], after[start]) is { } text)
        {
            var rest = new PieceChange(start + 1, removed - 1, [.. after.Skip(start + 1).Take(inserted - 1)], null);
            return rest.Remove == 0 && rest.Insert.IsEmpty ? [new(start, 0, [], text)] : [new(start, 0, [], text), rest];
        }

        return [new(start, removed, [.. after.Skip(start).Take(inserted)], null)];
    }

    /// <summary>What a text got at its end; null if that is not all that happened to it.</summary>
    private static string? Extension(string before, string after) =>
        before.EndsWith(EndOfText, StringComparison.Ordinal) && after.EndsWith(EndOfText, StringComparison.Ordinal)
            && after.Length > before.Length && after.StartsWith(before[..^EndOfText.Length], StringComparison.Ordinal)
            ? after[(before.Length - EndOfText.Length)..^EndOfText.Length]
            : null;

    private static string Render(CellOutput output, SessionCell cell, string name, OutputAddress address) => output switch
    {
        CellOutput.Text { Value.Length: > LongestText } text => OutputHtml.Of(text with { Value = Ends(text.Value, cell.PrintedLength) }, name),
        _ => OutputHtml.Of(output, name, address.Iframe),
    };

    private static string Ends(string text, long printedLength)
    {
        const int head = LongestText / 2;
        const int tail = LongestText / 4;
        return string.Create(CultureInfo.InvariantCulture, $"{text.AsSpan(0, head)}\n[… the middle of {printedLength:N0} characters is left out here; the file below has all …]\n{text.AsSpan(text.Length - tail)}");
    }
}

/// <summary>A change of a list of pieces: text that one got at its end, or some that take the place of others.</summary>
/// <param name="At">Which piece, from 0.</param>
/// <param name="Remove">How many go.</param>
/// <param name="Insert">Those that come.</param>
/// <param name="Text">HTML of the text that is added to the piece; then nothing goes or comes.</param>
internal sealed record PieceChange(int At, int Remove, ImmutableArray<string> Insert, string? Text);

/// <summary>Where a page finds what does not stand in it.</summary>
internal sealed record OutputAddress(Func<string, string> Iframe, string WholeLog);
