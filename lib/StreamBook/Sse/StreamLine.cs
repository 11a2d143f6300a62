using System.Runtime.CompilerServices;

namespace StreamBook.Sse;

/// <summary>What a line asks for.</summary>
internal enum LineKind : byte
{
    Blank,
    Comment,
    Data,
    EventType,
    Id,
    IdWithNul,
    Retry,
    RetryWithoutDigits,
    UnknownField,
}

/// <summary>Reads one line as WHATWG HTML, section 9.2.6 reads it.</summary>
internal static class StreamLine
{
    /// <summary>Tells what a line asks for.</summary>
    /// <param name="line">The line without its ending.</param>
    /// <param name="value">The value of a known field, or a comment's text.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LineKind Read(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> value)
    {
        // Most lines are one of these two. "If the line is empty (a blank line)": the event is dispatched.
        value = default;
        if (line.IsEmpty)
            return LineKind.Blank;
        return IsField(line, "data"u8, out value) ? LineKind.Data : ReadOther(line, out value);
    }

    /// <summary>Where the value begins if the line is a <c>data</c> field; negative if it is not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int IndexOfData(ReadOnlySpan<byte> line) => IndexOfValue(line, "data"u8);

    /// <summary>Reads the digits of a <c>retry</c> field: "interpret the field value as an integer in base ten". It has no upper bound there; here the largest time stands for all that do not fit.</summary>
    public static TimeSpan ReadReconnectionTime(ReadOnlySpan<byte> digits)
    {
        const long max = long.MaxValue / TimeSpan.TicksPerMillisecond;
        long milliseconds = 0;
        foreach (var digit in digits)
            milliseconds = Math.Min(milliseconds * 10 + (digit - '0'), max);
        return milliseconds == max ? TimeSpan.MaxValue : TimeSpan.FromMilliseconds(milliseconds);
    }

    private static LineKind ReadOther(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> value)
    {
        // "If the line starts with a U+003A COLON character": it is ignored.
        if (line[0] == ':')
        {
            value = line[1..];
            return LineKind.Comment;
        }

        if (IsField(line, "event"u8, out value))
            return LineKind.EventType;

        // "If the field value does not contain U+0000 NULL": otherwise the field is ignored.
        if (IsField(line, "id"u8, out value))
            return value.Contains((byte)0) ? LineKind.IdWithNul : LineKind.Id;

        // "If the field value consists of only ASCII digits": otherwise the field is ignored. No digit at all is no number.
        if (IsField(line, "retry"u8, out value))
            return value.IsEmpty || value.ContainsAnyExceptInRange((byte)'0', (byte)'9') ? LineKind.RetryWithoutDigits : LineKind.Retry;

        return LineKind.UnknownField;
    }

    private static bool IsField(ReadOnlySpan<byte> line, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        var start = IndexOfValue(line, name);
        value = start < 0 ? default : line[start..];
        return start >= 0;
    }

    // The name ends at the first colon, or is the whole line where there is none; names are compared without case folding.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int IndexOfValue(ReadOnlySpan<byte> line, ReadOnlySpan<byte> name)
    {
        if (!line.StartsWith(name))
            return -1;
        var start = name.Length + 1;
        if (line.Length < start)
            return line.Length;
        if (line[name.Length] != ':')
            return -1;

        // "If value starts with a U+0020 SPACE character, remove it": one, not more.
        return start < line.Length && line[start] == ' ' ? start + 1 : start;
    }
}
