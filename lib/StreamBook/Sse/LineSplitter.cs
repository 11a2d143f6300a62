using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Text;

namespace StreamBook.Sse;

/// <summary>Which characters ended a line (WHATWG HTML, section 9.2.5, <c>end-of-line</c>).</summary>
internal enum LineEnding : byte
{
    LineFeed,
    CarriageReturn,
    CarriageReturnLineFeed,
}

/// <summary>
/// Cuts bytes into lines. It looks at bytes, not characters: in UTF-8 the bytes of CR and LF stand for nothing else,
/// and an invalid sequence never swallows them (WHATWG Encoding, section 8.1.1).
/// </summary>
internal struct LineSplitter
{
    private PooledBytes _partial;
    private bool _hasStarted;

    /// <summary>Where the next line begins, in bytes from the start of the stream.</summary>
    public long Offset { get; private set; }

    /// <summary>Whether the last byte was a CR: an LF that comes next belongs to the same line end.</summary>
    public bool CarriageReturnIsLast { get; private set; }

    /// <summary>How much of the next line is held from earlier bytes.</summary>
    public readonly int PartialByteCount => _partial.Length;

    /// <summary>Where the line's characters end; negative if the bytes hold no line end.</summary>
    /// <param name="bytes">Bytes from the beginning of a line, or from where the last search gave up.</param>
    /// <param name="isAscii">Becomes false if the line has a byte beyond ASCII (or one of the bytes just after it has).</param>
    public static int IndexOfEnd(ReadOnlySpan<byte> bytes, ref bool isAscii)
    {
        var start = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            // The framework's search does not tell ASCII; a second pass for that costs more than this one.
            var lineFeed = Vector256.Create((byte)'\n');
            var carriageReturn = Vector256.Create((byte)'\r');
            var seen = Vector256<byte>.Zero;
            for (; start <= bytes.Length - Vector256<byte>.Count; start += Vector256<byte>.Count)
            {
                var block = Vector256.Create(bytes[start..]);
                seen |= block;
                var ends = Vector256.Equals(block, lineFeed) | Vector256.Equals(block, carriageReturn);
                if (ends == Vector256<byte>.Zero)
                    continue;
                isAscii &= seen.ExtractMostSignificantBits() == 0;
                return start + BitOperations.TrailingZeroCount(ends.ExtractMostSignificantBits());
            }

            isAscii &= seen.ExtractMostSignificantBits() == 0;
        }

        var rest = bytes[start..];
        var end = rest.IndexOfAny((byte)'\r', (byte)'\n');
        isAscii &= Ascii.IsValid(end < 0 ? rest : rest[..end]);
        return end < 0 ? end : start + end;
    }

    /// <summary>Skips the LF of a CR LF pair whose CR was the last byte before.</summary>
    public bool SkipLateLineFeed(ref ReadOnlySpan<byte> bytes)
    {
        if (!CarriageReturnIsLast || bytes.IsEmpty)
            return false;

        CarriageReturnIsLast = false;
        if (bytes[0] != '\n')
            return false;

        bytes = bytes[1..];
        Offset++;
        return true;
    }

    /// <summary>Takes the line that ends at <paramref name="end"/>; valid until the next call of <see cref="Hold"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> bytes, int end, out LineEnding ending, out long offset)
    {
        var line = bytes[..end];
        ending = LineEnding.LineFeed;
        if (bytes[end] == '\r')
        {
            // A CR ends the line whatever follows; waiting for the next byte would hold the event back.
            var next = end + 1;
            CarriageReturnIsLast = next == bytes.Length;
            ending = next < bytes.Length && bytes[next] == '\n' ? LineEnding.CarriageReturnLineFeed : LineEnding.CarriageReturn;
        }

        var endingByteCount = ending == LineEnding.CarriageReturnLineFeed ? 2 : 1;
        bytes = bytes[(end + endingByteCount)..];
        if (_partial.Length > 0)
            line = Join(line);

        offset = Offset;
        Offset += line.Length + endingByteCount;
        if (!_hasStarted)
        {
            line = SkipByteOrderMark(line, ref offset);
            _hasStarted = true;
        }

        return line;
    }

    private ReadOnlySpan<byte> Join(ReadOnlySpan<byte> line)
    {
        _partial.Append(line);
        line = _partial.Written;
        _partial.Clear();
        return line;
    }

    /// <summary>Keeps the beginning of a line whose end has not arrived.</summary>
    public void Hold(ref ReadOnlySpan<byte> bytes)
    {
        _partial.Append(bytes);
        _partial.ReleaseIfEmpty();
        bytes = default;
    }

    /// <summary>The line that has begun and not ended.</summary>
    public readonly ReadOnlySpan<byte> Unfinished(out long offset)
    {
        offset = Offset;
        return _hasStarted ? _partial.Written : SkipByteOrderMark(_partial.Written, ref offset);
    }

    // "UTF-8 decode" strips one BOM from the start of the stream and no other (WHATWG Encoding, section 6).
    private static ReadOnlySpan<byte> SkipByteOrderMark(ReadOnlySpan<byte> line, scoped ref long offset)
    {
        ReadOnlySpan<byte> byteOrderMark = [0xEF, 0xBB, 0xBF];
        if (!line.StartsWith(byteOrderMark))
            return line;
        offset += byteOrderMark.Length;
        return line[byteOrderMark.Length..];
    }
}
