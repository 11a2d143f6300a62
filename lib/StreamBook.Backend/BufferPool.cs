using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;

namespace StreamBook.Backend;

/// <summary>
/// The buffers of all connections. As the server's own pool it keeps what comes back for the next, but it can be told to
/// let go: connections that end at the same time take a buffer each, and what was kept of them would be missing from
/// what the next connections cost, by a quarter with 300 WebSockets.
/// </summary>
internal sealed class BufferPool : MemoryPool<byte>, IMemoryPoolFactory<byte>
{
    private const int BlockByteCount = 4096;

    private readonly ConcurrentQueue<Block> _free = new();

    public override int MaxBufferSize => BlockByteCount;

    /// <summary>One for all: the server asks for one for each of its queues.</summary>
    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => this;

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, BlockByteCount);
        return _free.TryDequeue(out var block) ? block : new Block(_free);
    }

    /// <summary>Leaves the free buffers to the garbage collector.</summary>
    public void Trim() => _free.Clear();

    // Of the server's queues none may take it from the others.
    protected override void Dispose(bool disposing)
    {
    }

    private sealed class Block(ConcurrentQueue<Block> free) : IMemoryOwner<byte>
    {
        // Pinned, as the operating system is told its address.
        public Memory<byte> Memory { get; } = MemoryMarshal.CreateFromPinnedArray(GC.AllocateUninitializedArray<byte>(BlockByteCount, pinned: true), 0, BlockByteCount);

        public void Dispose() => free.Enqueue(this);
    }
}
