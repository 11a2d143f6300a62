using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

namespace StreamBook.Backend;

/// <summary>Stands between a connection and the server and keeps the bytes that the server consumes, so that a request can be shown as it was on the wire.</summary>
/// <remarks>The server consumes a request's head, runs the request, and consumes the next head only then: what it has consumed when a request begins is that request's head.</remarks>
internal sealed class HeadRecorder(PipeReader input) : PipeReader
{
    // More than the server accepts as a head.
    private const int MaximumByteCount = 64 * 1024;

    private readonly ArrayBufferWriter<byte> _consumed = new();
    private ReadOnlySequence<byte> _buffer;

    public static ConnectionDelegate RecordAsync(ConnectionDelegate next) => async connection =>
    {
        var recorder = new HeadRecorder(connection.Transport.Input);
        connection.Features.Set(recorder);
        connection.Transport = new RecordedTransport(recorder, connection.Transport.Output);
        await next(connection);
    };

    /// <summary>The bytes consumed since the last call.</summary>
    public byte[] Take()
    {
        var bytes = _consumed.WrittenSpan.ToArray();
        _consumed.ResetWrittenCount();
        return bytes;
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        foreach (var segment in _buffer.Slice(_buffer.Start, consumed))
        {
            if (_consumed.WrittenCount + segment.Length <= MaximumByteCount)
                _consumed.Write(segment.Span);
        }

        _buffer = default;
        input.AdvanceTo(consumed, examined);
    }

    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        var result = await input.ReadAsync(cancellationToken);
        _buffer = result.Buffer;
        return result;
    }

    public override bool TryRead(out ReadResult result)
    {
        var read = input.TryRead(out result);
        _buffer = read ? result.Buffer : _buffer;
        return read;
    }

    public override void CancelPendingRead() => input.CancelPendingRead();

    public override void Complete(Exception? exception = null) => input.Complete(exception);

    private sealed record RecordedTransport(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
