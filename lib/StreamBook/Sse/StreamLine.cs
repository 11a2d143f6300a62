namespace StreamBook;

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

/// <summary>One line without its ending, read as WHATWG HTML, section 9.2.6 reads it.</summary>
internal readonly ref struct StreamLine
{
    private StreamLine(LineKind kind, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        Kind = kind;
        Name = name;
        Value = value;
    }

    public LineKind Kind { get; }

    public ReadOnlySpan<byte> Name { get; }

    /// <summary>The field's value or the comment's text.</summary>
    public ReadOnlySpan<byte> Value { get; }

    public static StreamLine Parse(ReadOnlySpan<byte> line)
    {
        // "If the line is empty (a blank line)": the event is dispatched.
        if (line.IsEmpty)
            return default;

        var colon = line.IndexOf((byte)':');

        // "If the line starts with a colon": a comment.
        if (colon == 0)
            return new(LineKind.Comment, default, line[1..]);

        // "Otherwise, the string is not empty but does not contain a colon": the whole line is the name, the value is empty.
        if (colon < 0)
            return Field(line, default);

        // "If the line contains a colon": the first one divides; a single space after it is not part of the value.
        var value = line[(colon + 1)..];
        return Field(line[..colon], value.StartsWith((byte)' ') ? value[1..] : value);
    }

    // Field names are compared byte by byte, without case folding.
    private static StreamLine Field(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        var kind = LineKind.UnknownField;
        if (name.SequenceEqual("data"u8))
            kind = LineKind.Data;
        else if (name.SequenceEqual("event"u8))
            kind = LineKind.EventType;
        else if (name.SequenceEqual("id"u8))
            kind = value.Contains((byte)0) ? LineKind.IdWithNul : LineKind.Id;
        else if (name.SequenceEqual("retry"u8))
            kind = value.IsEmpty || value.ContainsAnyExceptInRange((byte)'0', (byte)'9') ? LineKind.RetryWithoutDigits : LineKind.Retry;
        return new(kind, name, value);
    }
}
