using System.Buffers;
using System.Globalization;
using System.Text;

namespace StreamBook.Wording;

/// <summary>A piece of a line as it is shown: characters as they are, or a sign for what nobody would see.</summary>
/// <param name="Text">The characters, or the sign: LF, CR, · for a space at an edge, FF for a byte, U+200B for a character.</param>
/// <param name="IsSign">Whether it is a sign.</param>
internal readonly record struct VisibleRun(string Text, bool IsSign)
{
    /// <summary>For a terminal, where a sign cannot be set apart by a box.</summary>
    public override string ToString() => (IsSign, Text) switch
    {
        (false, _) => Text,
        (_, "LF") => "␊",
        (_, "CR") => "␍",
        (_, "·" or ['…', ..]) => Text,
        _ => $"⟨{Text}⟩",
    };
}

/// <summary>Makes every byte of a line of an event stream visible.</summary>
internal static class VisibleBytes
{
    /// <summary>A line of more bytes loses its middle in a page.</summary>
    public const int Most = 160;

    private const int HeadBytes = 100, TailBytes = 40, MostCharacters = 60;

    public static List<VisibleRun> Of(ReadOnlySpan<byte> line, int mostBytes = Most)
    {
        var runs = new Runs();
        var edges = Edges.Of(line);
        if (line.Length <= mostBytes)
        {
            Add(runs, line, 0, line.Length, edges);
            return runs.Take();
        }

        var head = CharacterStart(line, HeadBytes);
        var tail = CharacterStart(line, line.Length - TailBytes);
        Add(runs, line, 0, head, edges);
        runs.Add(new(Words.Invariant($"… {tail - head:#,0} bytes …"), true));
        Add(runs, line, tail, line.Length, edges);
        return runs.Take();
    }

    /// <summary>The same for a value in quotation marks, where a space at an edge needs no sign.</summary>
    public static List<VisibleRun> Of(string value)
    {
        var runs = new Runs();
        foreach (var rune in value.EnumerateRunes())
            runs.Add(Of(rune, isEdgeSpace: false));
        return runs.Take();
    }

    /// <summary>A value in quotation marks for a terminal, its end cut off where it is long.</summary>
    public static string Quoted(string value) => $"“{string.Concat(Of(Cut(value)))}”";

    /// <summary>The beginning of a value that is long.</summary>
    public static string Cut(string value) =>
        value.Length <= MostCharacters ? value : string.Concat(value.EnumerateRunes().Take(MostCharacters)) + "…";

    private static void Add(Runs runs, ReadOnlySpan<byte> line, int from, int to, Edges edges)
    {
        for (var i = from; i < to;)
        {
            var isCharacter = Rune.DecodeFromUtf8(line[i..to], out var rune, out var byteCount) == OperationStatus.Done;
            runs.Add(isCharacter
                ? Of(rune, rune.Value == ' ' && edges.Contain(i))
                : new(Convert.ToHexString(line.Slice(i, byteCount)), IsSign: true));
            i += byteCount;
        }
    }

    private static VisibleRun Of(Rune rune, bool isEdgeSpace) => rune.Value switch
    {
        '\n' => new("LF", true),
        '\r' => new("CR", true),
        ' ' => isEdgeSpace ? new("·", true) : new(" ", false),
        < 0x20 or 0x7F => new($"{rune.Value:X2}", true),
        // As a character, two bytes of UTF-8: the byte alone would be an invalid one.
        < 0xA0 and > 0x7F => new($"U+{rune.Value:X4}", true),
        _ => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.SpaceSeparator
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse
                ? new($"U+{rune.Value:X4}", true)
                : new(rune.ToString(), false),
    };

    /// <summary>Where the character begins that the byte belongs to; UTF-8 has at most three bytes behind the first.</summary>
    private static int CharacterStart(ReadOnlySpan<byte> line, int index)
    {
        for (var start = index; start >= index - 3; start--)
        {
            if ((line[start] & 0xC0) != 0x80)
                return start;
        }

        return index;
    }

    /// <summary>Where a line has spaces that count and are easily overlooked: where it begins or ends, and behind its first colon.</summary>
    private readonly record struct Edges(int BeginEnd, int ColonStart, int ColonEnd, int EndStart)
    {
        public static Edges Of(ReadOnlySpan<byte> line)
        {
            var colon = line.IndexOf((byte)':') + 1;
            return new(SpacesEnd(line, 0), colon, SpacesEnd(line, colon), line.TrimEnd("\r\n"u8).TrimEnd((byte)' ').Length);
        }

        public bool Contain(int index) => index < BeginEnd || (index >= ColonStart && index < ColonEnd) || index >= EndStart;

        private static int SpacesEnd(ReadOnlySpan<byte> line, int from) =>
            line[from..].IndexOfAnyExcept((byte)' ') is >= 0 and var count ? from + count : line.Length;
    }

    /// <summary>Runs in the making: characters beside each other become one.</summary>
    private sealed class Runs
    {
        private readonly List<VisibleRun> _runs = [];
        private readonly StringBuilder _text = new();

        public void Add(VisibleRun run)
        {
            if (!run.IsSign)
            {
                _text.Append(run.Text);
                return;
            }

            Take().Add(run);
        }

        public List<VisibleRun> Take()
        {
            if (_text.Length > 0)
                _runs.Add(new(_text.ToString(), false));
            _text.Clear();
            return _runs;
        }
    }
}
