using System.Collections.Immutable;
using StreamBook.WebSockets;
using StreamBook.Wording;

namespace StreamBook;

/// <summary>Who sends a frame.</summary>
public enum Endpoint
{
    /// <summary>The side that asked for the WebSocket. It must mask what it sends.</summary>
    Client,

    /// <summary>The side that accepted it. It must not mask.</summary>
    Server,
}

/// <summary>
/// Reads the frames that one endpoint sends, from bytes as they arrive. What breaks a rule of RFC 6455 is reported with
/// its frame and never thrown. One decoder reads one direction of one connection; not safe for concurrent use.
/// </summary>
/// <param name="sender">Whose bytes they are: a client must mask, a server must not.</param>
/// <param name="maxPayloadByteCount">How long a payload may be before it is reported instead of waited for; 16 MiB unless told.</param>
public sealed class FrameDecoder(Endpoint sender, int maxPayloadByteCount = 16 * 1024 * 1024)
{
    private readonly FrameRules _rules = new(sender);
    private readonly List<byte> _pending = [];
    private long _offset;
    private bool _isLost;

    /// <summary>The bytes that belong to no frame read so far: an unfinished frame, or what followed a length that cannot be waited for.</summary>
    public long UnfinishedByteCount { get; private set; }

    /// <summary>Reads what has arrived.</summary>
    /// <param name="bytes">The next bytes, in any chunking.</param>
    /// <returns>The frames that these bytes complete. After a frame whose length is over the limit there are none: where the next would begin is unknown.</returns>
    public ImmutableArray<DecodedFrame> Read(ReadOnlySpan<byte> bytes)
    {
        UnfinishedByteCount += bytes.Length;
        if (_isLost)
            return [];
        _pending.AddRange(bytes);
        var frames = ImmutableArray.CreateBuilder<DecodedFrame>();
        var at = 0;
        while (!_isLost && ReadOne([.. _pending[at..Math.Min(_pending.Count, at + FrameHeader.MaxByteCount)]], at) is { } frame)
        {
            frames.Add(frame);
            at += frame.Bytes.Length;
        }

        _pending.RemoveRange(0, at);
        _offset += at;
        UnfinishedByteCount -= at;
        if (_isLost)
            _pending.Clear();
        return frames.DrainToImmutable();
    }

    private DecodedFrame? ReadOne(ReadOnlySpan<byte> start, int at)
    {
        if (!FrameHeader.TryRead(start, out var header))
            return null;
        _isLost = header.PayloadByteCount > (ulong)maxPayloadByteCount;
        var byteCount = header.ByteCount + (_isLost ? 0 : (int)header.PayloadByteCount);
        if (_pending.Count - at < byteCount)
            return null;
        byte[] bytes = [.. _pending[at..(at + byteCount)]];
        var frame = header.Frame with { Payload = [.. WebSocketFrame.Mask(bytes.AsSpan(header.ByteCount), header.Frame.MaskingKey.AsSpan())] };
        return new(_offset + at, [.. bytes], frame, _isLost ? [TooLong(header.PayloadByteCount)] : _rules.ProblemsOf(frame));
    }

    private FrameProblem TooLong(ulong byteCount) => byteCount > long.MaxValue
        ? new(1002, "The first bit of a 64-bit length must be 0.")
        : new(1009, Words.Invariant($"It announces {byteCount:#,0} bytes, over the limit of {maxPayloadByteCount:#,0}."));
}

/// <summary>A frame as it was read.</summary>
/// <param name="ByteOffset">Where it begins, in bytes since the opening handshake in its direction.</param>
/// <param name="Bytes">Its exact bytes; of a frame that is longer than the limit, its header.</param>
/// <param name="Frame">What the bytes say.</param>
/// <param name="Problems">The rules it breaks; none as a rule.</param>
public sealed record DecodedFrame(long ByteOffset, ImmutableArray<byte> Bytes, WebSocketFrame Frame, ImmutableArray<FrameProblem> Problems);

/// <summary>A rule that a frame breaks.</summary>
/// <param name="CloseCode">The close code that a receiver who insists answers with (RFC 6455, section 7.4.1); null where the frame is to be discarded in silence.</param>
/// <param name="Reason">What is wrong, in one short sentence.</param>
public sealed record FrameProblem(int? CloseCode, string Reason);
