using BenchmarkDotNet.Attributes;

namespace StreamBook.Bench;

/// <summary>Our decoder against the framework's parser on 64 MiB: the same bytes, from the same kind of stream, every event consumed.</summary>
[MemoryDiagnoser]
[MinColumn]
[MedianColumn]
public class DecoderBenchmarks
{
    private const int BlockCount = 64;

    private readonly byte[] _buffer = new byte[4096];
    private byte[] _block = [];
    private int _packetByteCount;

    [Params(Input.Tokens, Input.LargeEvents, Input.TokensInSmallReads)]
    public Input Input { get; set; }

    /// <summary>Both sides keep the last event. How often the collector runs on large strings depends on how many of them live.</summary>
    public string LastData { get; private set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        _block = Input == Input.LargeEvents ? Streams.LargeEvent() : Streams.Tokens();
        _packetByteCount = Input == Input.TokensInSmallReads ? 1400 : 64 * 1024;
    }

    [Benchmark(Baseline = true)]
    public long SseParser()
    {
        using var stream = new ArrivingStream(_block, BlockCount, _packetByteCount);
        long sum = 0;
        foreach (var item in System.Net.ServerSentEvents.SseParser.Create(stream).Enumerate())
        {
            sum += item.EventType.Length;
            LastData = item.Data;
        }

        return sum;
    }

    [Benchmark]
    public long EventStreamDecoder()
    {
        using var stream = new ArrivingStream(_block, BlockCount, _packetByteCount);
        var decoder = new EventStreamDecoder();
        long sum = 0;
        int byteCount;
        while ((byteCount = stream.Read(_buffer)) > 0)
        {
            ReadOnlySpan<byte> bytes = _buffer.AsSpan(0, byteCount);
            while (decoder.TryRead(ref bytes, out var dispatched))
            {
                sum += dispatched.Type.Length;
                LastData = dispatched.Data;
            }
        }

        return sum;
    }
}

/// <summary>What is decoded.</summary>
public enum Input
{
    /// <summary>Chat completion chunks of about 200 bytes.</summary>
    Tokens,

    /// <summary>Events of 1 MiB.</summary>
    LargeEvents,

    /// <summary>The token stream in reads of 1,400 bytes at most.</summary>
    TokensInSmallReads,
}
