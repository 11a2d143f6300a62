using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace StreamBook.Sse;

/// <summary>
/// Cuts bytes into lines. It looks at bytes, not characters: in UTF-8 the bytes of CR and LF stand for nothing else,
/// and an invalid sequence never swallows them (WHATWG Encoding, section 8.1.1).
/// </summary>
internal struct LineSplitter
{
    private PooledBytes _partial;
    private bool _hasStarted;
    private bool _isWhole;
    private long _offset;

    /// <summary>Whether the last byte was a CR: an LF that comes next belongs to the same line end.</summary>
    public bool CarriageReturnIsLast { get; private set; }

    /// <summary>How much of the next line is held from earlier bytes.</summary>
    public readonly int PartialByteCount => _partial.Length;

    /// <summary>Where a position in the bytes that are not consumed yet lies in the stream.</summary>
    public readonly long OffsetOf(int position) => _offset + position;

    /// <summary>Where the line's characters end; negative if the bytes hold no line end. Most lines are short: in place it takes less time than a call of the framework's search.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int IndexOfEnd(ReadOnlySpan<byte> bytes)
    {
        if (!Vector256.IsHardwareAccelerated || bytes.Length < Vector256<byte>.Count)
            return bytes.IndexOfAny((byte)'\r', (byte)'\n');

        var lineFeed = Vector256.Create((byte)'\n');
        var carriageReturn = Vector256.Create((byte)'\r');
        // Without the bounds checks of a slice, which every 32 bytes would pay.
        ref var first = ref MemoryMarshal.GetReference(bytes);
        var last = bytes.Length - Vector256<byte>.Count;
        for (var start = 0; ; start = Math.Min(start + Vector256<byte>.Count, last))
        {
            var block = Vector256.LoadUnsafe(ref first, (nuint)start);
            var ends = Vector256.Equals(block, lineFeed) | Vector256.Equals(block, carriageReturn);
            if (ends != Vector256<byte>.Zero)
                return start + BitOperations.TrailingZeroCount(ends.ExtractMostSignificantBits());
            if (start == last)
                return -1;
        }
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
        _offset++;
        return true;
    }

    /// <summary>Takes the line end at <paramref name="end"/>, and returns where the next line begins.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Next(ReadOnlySpan<byte> bytes, int end) => bytes[end] == '\n' ? end + 1 : NextAfterCarriageReturn(bytes, end + 1);

    /// <summary>Leaves bytes behind whose lines have been taken.</summary>
    public void Consume(int byteCount) => _offset += byteCount;

    /// <summary>The line with what is held of it; valid until the next call of <see cref="Hold"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> Complete(ReadOnlySpan<byte> line) => _isWhole ? line : Join(line);

    /// <summary>Keeps the beginning of a line whose end has not arrived.</summary>
    public void Hold(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.IsEmpty)
        {
            _partial.Append(bytes);
            _isWhole = false;
        }

        _partial.ReleaseIfEmpty();
        _offset += bytes.Length;
    }

    /// <summary>The line that has begun and not ended.</summary>
    public readonly ReadOnlySpan<byte> Unfinished(out long offset)
    {
        offset = _offset - _partial.Length;
        var line = _hasStarted ? _partial.Written : SkipByteOrderMark(_partial.Written);
        offset += _partial.Length - line.Length;
        return line;
    }

    // These two are rare: they stay out of the decoder's loop, which is faster for it.
    // A CR ends the line whatever follows; waiting for the next byte would hold the event back.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int NextAfterCarriageReturn(ReadOnlySpan<byte> bytes, int next)
    {
        CarriageReturnIsLast = next == bytes.Length;
        return next < bytes.Length && bytes[next] == '\n' ? next + 1 : next;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ReadOnlySpan<byte> Join(ReadOnlySpan<byte> line)
    {
        if (_partial.Length > 0)
        {
            _partial.Append(line);
            line = _partial.Written;
            _partial.Clear();
        }

        _isWhole = true;
        if (_hasStarted)
            return line;
        _hasStarted = true;
        return SkipByteOrderMark(line);
    }

    // "UTF-8 decode" strips one BOM from the start of the stream and no other (WHATWG Encoding, section 6).
    private static ReadOnlySpan<byte> SkipByteOrderMark(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> byteOrderMark = [0xEF, 0xBB, 0xBF];
        return line.StartsWith(byteOrderMark) ? line[byteOrderMark.Length..] : line;
    }
}
