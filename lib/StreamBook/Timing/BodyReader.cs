using System.Collections.Immutable;

namespace StreamBook.Timing;

/// <summary>
/// Reads a body as it arrives. What is there already is taken with what was waited for: the buffers between the network
/// and us would otherwise cut one lump of 4,096 bytes into reads of 4,090 and 6.
/// </summary>
internal sealed class BodyReader(Stream body, RequestClock clock, CancellationToken cancellationToken)
{
    private const int MostByteCount = 64 * 1024;

    private readonly byte[] _buffer = new byte[MostByteCount];
    private Task<int>? _next;

    /// <summary>The next bytes, at most 128 kB; null at the end.</summary>
    public async Task<ArrivedBytes?> ReadAsync()
    {
        var bytes = ImmutableArray.CreateBuilder<byte>();
        var byteCount = await (_next ?? StartAsync());
        while (byteCount > 0)
        {
            bytes.AddRange(_buffer.AsSpan(0, byteCount));
            _next = StartAsync();
            byteCount = _next.IsCompletedSuccessfully && bytes.Count < MostByteCount ? _next.Result : 0;
        }

        return bytes.Count == 0 ? null : new(clock.Now, bytes.DrainToImmutable());
    }

    private Task<int> StartAsync() => body.ReadAsync(_buffer, cancellationToken).AsTask();
}
