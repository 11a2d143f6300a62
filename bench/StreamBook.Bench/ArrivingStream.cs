namespace StreamBook.Bench;

/// <summary>
/// A block of bytes that arrives again and again, in packets: no read returns bytes of two. The block fits into the
/// processor's cache, as bytes do that have just come from a socket; one long array would measure main memory instead.
/// </summary>
/// <param name="block">The bytes.</param>
/// <param name="blockCount">How often they come.</param>
/// <param name="packetByteCount">How many come at a time, at most.</param>
/// <param name="readByteCounts">How many each read returns, where it is to be as another reader had it; otherwise what the reader has room for.</param>
internal sealed class ArrivingStream(byte[] block, int blockCount, int packetByteCount, int[]? readByteCounts = null) : Stream
{
    private readonly long _byteCount = (long)block.Length * blockCount;
    private long _position;
    private int _readCount;

    /// <summary>Told of every read.</summary>
    public Action<int>? Returned { get; init; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        if (_position == _byteCount)
            return 0;

        var blockPosition = (int)(_position % block.Length);
        var byteCount = readByteCounts?[_readCount++]
            ?? Math.Min(Math.Min(buffer.Length, packetByteCount - (int)(_position % packetByteCount)), block.Length - blockPosition);
        block.AsSpan(blockPosition, byteCount).CopyTo(buffer);
        _position += byteCount;
        Returned?.Invoke(byteCount);
        return byteCount;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
