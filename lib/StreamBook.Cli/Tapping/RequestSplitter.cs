using System.Buffers;

namespace StreamBook.Cli.Tapping;

/// <summary>
/// Takes what a client sends apart into header sections and what follows them. A server does nothing with half a header
/// section: it is kept until it is whole. All else is handed on at once.
/// </summary>
internal sealed class RequestSplitter
{
    private const int MostByteCount = 64 * 1024;

    private readonly ArrayBufferWriter<byte> _head = new();
    private MessageBody _body = MessageBody.Of(0);

    /// <summary>Takes bytes apart.</summary>
    /// <param name="bytes">What came.</param>
    /// <param name="isRaw">Asked before each piece: whether no request of HTTP/1.1 follows any more.</param>
    /// <returns>Header sections, and the bytes between them, in order.</returns>
    /// <exception cref="FormatException">It is no HTTP/1.1 in clear text.</exception>
    public IEnumerable<RequestPiece> Split(ReadOnlyMemory<byte> bytes, Func<bool> isRaw)
    {
        while (!bytes.IsEmpty)
        {
            if (isRaw())
            {
                yield return new(null, bytes);
                yield break;
            }

            var byteCount = _body.IsWhole ? 0 : _body.Take(bytes.Span);
            if (byteCount > 0)
                yield return new(null, bytes[..byteCount]);
            bytes = bytes[byteCount..];
            if (bytes.IsEmpty)
                yield break;

            var end = Add(bytes.Span);
            if (end < 0)
                yield break;
            var head = RequestHead.Parse(_head.WrittenSpan[..^4]);
            _head.Clear();
            _body = head.Body();
            yield return new(head, default);
            bytes = bytes[end..];
        }
    }

    // How many bytes belong to the header section; -1 while it is not whole.
    private int Add(ReadOnlySpan<byte> bytes)
    {
        var before = _head.WrittenCount;
        _head.Write(bytes);
        var all = _head.WrittenSpan;
        if (all[0] == 0x16)
            throw new FormatException("The client speaks TLS: write http:// for the address of the tap, which speaks TLS itself with a target that begins with https://.");
        if (all.StartsWith("PRI * HTTP/2"u8))
            throw new FormatException("The client speaks HTTP/2: the tap takes HTTP/1.1.");
        var blank = all.IndexOf("\r\n\r\n"u8);
        if (blank < 0)
            return all.Length <= MostByteCount ? -1 : throw new FormatException($"After {MostByteCount / 1024} kB the header section of the request has no end.");
        var whole = all[..(blank + 4)].ToArray();
        _head.Clear();
        _head.Write(whole);
        return whole.Length - before;
    }
}

/// <summary>A header section, or bytes that are passed on as they are.</summary>
internal readonly record struct RequestPiece(RequestHead? Head, ReadOnlyMemory<byte> Bytes);
