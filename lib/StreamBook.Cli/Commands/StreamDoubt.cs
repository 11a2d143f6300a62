using System.Runtime.InteropServices;
using StreamBook.Sse;
using StreamBook.Wording;

namespace StreamBook.Cli.Commands;

/// <summary>
/// Says in one sentence, and once, why a stream decodes to nothing or to less than was sent: to the standard none of that
/// is an error.
/// </summary>
internal sealed class StreamDoubt
{
    private readonly List<byte> _head = [];
    private bool _hasSpoken;
    private long _byteCount;

    /// <summary>Looks at what arrived.</summary>
    /// <returns>A sentence; null if there is none to say.</returns>
    public string? After(ReadOnlySpan<byte> bytes)
    {
        _byteCount += bytes.Length;
        if (_head.Count == ForeignContent.HeadByteCount)
            return null;
        _head.AddRange(bytes[..Math.Min(bytes.Length, ForeignContent.HeadByteCount - _head.Count)]);
        return Guess(isAll: _head.Count == ForeignContent.HeadByteCount);
    }

    /// <summary>Looks at the whole.</summary>
    /// <returns>A sentence; null if there is none to say.</returns>
    public string? AtEnd(IDecodedOutput decoded) => _hasSpoken ? null : Guess(isAll: true) ?? decoded switch
    {
        _ when _byteCount == 0 => "The input was empty: nothing came.",
        { LosesSilently: true } => "The stream ended before the blank line that dispatches its last event: what came of it is discarded, as the standard has it.",
        { EventCount: 0, HasReconnectionTime: false } => $"{Words.OfCount(_byteCount, "byte")}, and no event: no line of data has a blank line after it. `book decode --explain` says what each line is.",
        _ => null,
    };

    private string? Guess(bool isAll)
    {
        var sentence = _hasSpoken ? null : ForeignContent.Guess(CollectionsMarshal.AsSpan(_head), isAll);
        _hasSpoken |= sentence is not null;
        return sentence;
    }
}
