using System.Buffers;
using System.Runtime.CompilerServices;

namespace StreamBook.Sse;

/// <summary>Bytes that wait for the rest of their line or event: a growing array, given back to the pool once it is large and empty.</summary>
internal struct PooledBytes
{
    // Small enough to keep for the next line, so that a stream of small reads does not visit the pool for each.
    private const int KeptByteCount = 16 * 1024;

    private byte[]? _array;
    private int _largeByteCount;

    public int Length { get; private set; }

    public readonly ReadOnlySpan<byte> Written => _array.AsSpan(0, Length);

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (_array is null || bytes.Length > _array.Length - Length)
            Grow(Length + bytes.Length);
        bytes.CopyTo(_array.AsSpan(Length));
        Length += bytes.Length;
    }

    /// <summary>Empties the buffer. What <see cref="Written"/> returned stays valid until the next <see cref="Append"/> or <see cref="ReleaseIfEmpty"/>.</summary>
    public void Clear() => Length = 0;

    /// <summary>Gives a large array back to the pool if nothing waits in it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void ReleaseIfEmpty()
    {
        if (Length == 0 && _array?.Length > KeptByteCount)
            Release();
    }

    private void Release()
    {
        ArrayPool<byte>.Shared.Return(_array!);
        _array = null;
    }

    private void Grow(int byteCount)
    {
        // Doubling keeps a line that arrives byte by byte linear. A stream that had one large event has more of them:
        // for the next one the array need not grow step by step again.
        byteCount = Math.Max(byteCount, 2 * Length);
        if (byteCount > KeptByteCount)
            _largeByteCount = byteCount = Math.Max(byteCount, _largeByteCount);

        var larger = ArrayPool<byte>.Shared.Rent(byteCount);
        if (_array is not null)
        {
            Written.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_array);
        }

        _array = larger;
    }
}
