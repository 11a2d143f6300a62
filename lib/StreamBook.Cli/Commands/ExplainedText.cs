using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace StreamBook.Cli;

/// <summary>A line of an event stream and what the standard makes of it, for people.</summary>
internal static class ExplainedText
{
    /// <returns>Offset, bytes, and meaning; events are counted from 1.</returns>
    public static string Of(ExplainedLine line) =>
        string.Create(CultureInfo.InvariantCulture, $"{line.Offset,8}  {Visible(line.Bytes),-40}  {Meaning(line)}");

    private static string Meaning(ExplainedLine line)
    {
        var number = line.EventIndex + 1;
        return line.Meaning switch
        {
            LineMeaning.Field field when number is not null => $"field {field.Name}, of event {number}",
            LineMeaning.Field field => $"field {field.Name}",
            LineMeaning.Comment => "comment",
            LineMeaning.Ignored ignored => $"ignored: {ignored.Reason}",
            LineMeaning.Dispatch => $"blank line: dispatches event {number}",
            LineMeaning.NoDispatch nothing => $"blank line that dispatches nothing: {nothing.Reason}",
            _ => throw new ArgumentOutOfRangeException(nameof(line)),
        };
    }

    /// <summary>Every byte leaves a mark: control characters as their pictures, what is not UTF-8 in hexadecimal.</summary>
    private static string Visible(ImmutableArray<byte> bytes)
    {
        var text = new StringBuilder();
        for (var rest = bytes.AsSpan(); !rest.IsEmpty;)
        {
            var isValid = Rune.DecodeFromUtf8(rest, out var rune, out var byteCount) == System.Buffers.OperationStatus.Done;
            _ = rune.Value switch
            {
                _ when !isValid => text.Append(Hex(rest[..byteCount])),
                < ' ' => text.Append((char)(rune.Value + '\u2400')),
                0x7f => text.Append('␡'),
                (>= 0x80 and < 0xa0) or 0x2028 or 0x2029 or 0xfeff => text.Append(Hex(rest[..byteCount])),
                _ => text.Append(rune),
            };
            rest = rest[byteCount..];
        }

        return text.ToString();
    }

    private static string Hex(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        foreach (var b in bytes)
            text.Append(CultureInfo.InvariantCulture, $"\\x{b:X2}");
        return text.ToString();
    }
}
