using System.Text;
using StreamBook.Sse;
using StreamBook.Wording;

namespace StreamBook.Diagnoses;

/// <summary>A line of an event stream as the decoder reads it.</summary>
internal sealed class ReadLine
{
    private readonly byte[] _content;

    public ReadLine(ExplainedLine line)
    {
        Line = line;
        var bytes = line.Bytes.AsSpan();
        _content = bytes.TrimEnd("\r\n"u8).ToArray();
        HasEnding = _content.Length < bytes.Length;
        EndsWithCarriageReturn = HasEnding && bytes[^1] == '\r';
        Kind = StreamLine.Read(_content, out _);
    }

    public ExplainedLine Line { get; }

    /// <summary>The line without its ending.</summary>
    public ReadOnlySpan<byte> Content => _content;

    public LineKind Kind { get; }

    /// <summary>Whether the stream did not break off in it.</summary>
    public bool HasEnding { get; }

    public bool EndsWithCarriageReturn { get; }

    /// <summary>A known field in the wrong case, or with spaces around its name.</summary>
    public bool IsMisspelt => Kind is LineKind.UnknownField && Name.Trim().ToLowerInvariant() is "data" or "event" or "id" or "retry";

    /// <summary>A field of an unknown name that ended as a line does: where it follows data, as a rule a part of it.</summary>
    public bool IsStray => Kind is LineKind.UnknownField && HasEnding && !IsMisspelt && !Content.StartsWith("\uFEFF"u8);

    /// <summary>The beginning of it, for people.</summary>
    public string Shown => VisibleBytes.Quoted(Encoding.UTF8.GetString(_content.AsSpan(0, Math.Min(40, _content.Length))));

    private string Name => Encoding.UTF8.GetString(_content).Split(':')[0];
}
