using System.Buffers;
using System.Net.ServerSentEvents;
using BenchmarkDotNet.Attributes;

namespace StreamBook.Bench;

/// <summary>Our decoder against the framework's parser: the same bytes, from the same kind of stream, every event consumed.</summary>
[MemoryDiagnoser]
public class DecoderBenchmarks
{
    private const int StreamByteCount = 64 * 1024 * 1024;

    private byte[] _bytes = [];
    private int _arrivalByteCount;

    [Params(Input.Tokens, Input.LargeEvents, Input.TokensInSmallReads)]
    public Input Input { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _bytes = Input == Input.LargeEvents ? Streams.LargeEvents(StreamByteCount, 1024 * 1024) : Streams.Tokens(StreamByteCount);
        _arrivalByteCount = Input == Input.TokensInSmallReads ? 1400 : 64 * 1024;
    }

    [Benchmark(Baseline = true)]
    public long SseParser()
    {
        using var stream = new ArrivingStream(_bytes, _arrivalByteCount);
        long sum = 0;
        foreach (var item in System.Net.ServerSentEvents.SseParser.Create(stream).Enumerate())
            sum += item.EventType.Length + item.Data.Length;
        return sum;
    }

    [Benchmark]
    public long EventStreamDecoder()
    {
        using var stream = new ArrivingStream(_bytes, _arrivalByteCount);
        var decoder = new EventStreamDecoder();
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        long sum = 0;
        int byteCount;
        while ((byteCount = stream.Read(buffer)) > 0)
        {
            ReadOnlySpan<byte> bytes = buffer.AsSpan(0, byteCount);
            while (decoder.TryRead(ref bytes, out var dispatched))
                sum += dispatched.Type.Length + dispatched.Data.Length;
        }

        ArrayPool<byte>.Shared.Return(buffer);
        return sum;
    }
}

/// <summary>What is decoded.</summary>
public enum Input
{
    /// <summary>64 MiB of chat completion chunks.</summary>
    Tokens,

    /// <summary>64 MiB in events of 1 MiB.</summary>
    LargeEvents,

    /// <summary>The token stream in reads of 1,400 bytes, a packet each.</summary>
    TokensInSmallReads,
}
