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
        var runs = new List<VisibleRun>();
        if (line.Length <= mostBytes)
        {
            Add(runs, line, 0, line.Length);
            return runs;
        }

        var head = CharacterStart(line, HeadBytes);
        var tail = CharacterStart(line, line.Length - TailBytes);
        Add(runs, line, 0, head);
        runs.Add(new(Words.Invariant($"… {tail - head:#,0} bytes …"), true));
        Add(runs, line, tail, line.Length);
        return runs;
    }

    /// <summary>The same for a value in quotation marks, where a space at an edge needs no sign.</summary>
    public static List<VisibleRun> Of(string value)
    {
        var runs = new List<VisibleRun>();
        foreach (var rune in value.EnumerateRunes())
            Add(runs, Of(rune, isEdgeSpace: false));
        return runs;
    }

    /// <summary>A value in quotation marks for a terminal, its end cut off where it is long.</summary>
    public static string Quoted(string value) => $"“{string.Concat(Of(Cut(value)))}”";

    /// <summary>The beginning of a value that is long.</summary>
    public static string Cut(string value) =>
        value.Length <= MostCharacters ? value : string.Concat(value.EnumerateRunes().Take(MostCharacters)) + "…";

    private static void Add(List<VisibleRun> runs, ReadOnlySpan<byte> line, int from, int to)
    {
        for (var i = from; i < to;)
        {
            var isCharacter = Rune.DecodeFromUtf8(line[i..to], out var rune, out var byteCount) == OperationStatus.Done;
            if (isCharacter)
                Add(runs, Of(rune, rune.Value == ' ' && IsAtEdge(line, i)));
            else
                Add(runs, new(Convert.ToHexString(line.Slice(i, byteCount)), IsSign: true));
            i += byteCount;
        }
    }

    private static void Add(List<VisibleRun> runs, VisibleRun run)
    {
        if (!run.IsSign && runs is [.., { IsSign: false } last])
            runs[^1] = last with { Text = last.Text + run.Text };
        else
            runs.Add(run);
    }

    private static VisibleRun Of(Rune rune, bool isEdgeSpace) => rune.Value switch
    {
        '\n' => new("LF", true),
        '\r' => new("CR", true),
        ' ' => isEdgeSpace ? new("·", true) : new(" ", false),
        < 0x20 or (>= 0x7F and < 0xA0) => new($"{rune.Value:X2}", true),
        _ => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.SpaceSeparator
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse
                ? new($"U+{rune.Value:X4}", true)
                : new(rune.ToString(), false),
    };

    /// <summary>Spaces count where a line begins or ends and behind its first colon, and are easily overlooked there.</summary>
    private static bool IsAtEdge(ReadOnlySpan<byte> line, int index)
    {
        var before = line[..index].TrimEnd((byte)' ');
        return before.IsEmpty
            || before.IndexOf((byte)':') == before.Length - 1
            || line[index..].TrimStart((byte)' ').TrimStart("\r\n"u8).IsEmpty;
    }

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
}
