namespace StreamBook.Bench;

/// <summary>Bytes that arrive in packets: no read returns bytes of two.</summary>
internal sealed class ArrivingStream(byte[] bytes, int packetByteCount) : Stream
{
    private int _position;

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
        var packetRest = packetByteCount - _position % packetByteCount;
        var byteCount = Math.Min(Math.Min(buffer.Length, packetRest), bytes.Length - _position);
        bytes.AsSpan(_position, byteCount).CopyTo(buffer);
        _position += byteCount;
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
