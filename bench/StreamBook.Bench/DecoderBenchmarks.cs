using System.Net.ServerSentEvents;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace StreamBook.Bench;

/// <summary>
/// Our decoder against the framework's parser: the same bytes in the same reads, every event consumed. How much it reads at a
/// time is SseParser's choice, so it is run once before to see, and then both get exactly those reads.
/// </summary>
/// <remarks>Taken as bytes, the work is the decoder's; taken as text, most of it is the making of strings, which both leave to the framework.</remarks>
[Config(typeof(ManyShortIterations))]
public class DecoderBenchmarks
{
    private byte[] _block = [];
    private byte[] _buffer = [];
    private int _blockCount;
    private int _packetByteCount;
    private int[] _readByteCounts = [];

    [ParamsAllValues]
    public Input Input { get; set; }

    /// <summary>Both sides keep the last event. How often the collector runs on large strings depends on how many of them live.</summary>
    public string LastData { get; private set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        _block = Streams.Of(Input);
        // Enough of the large ones that their buffers are there for most.
        _blockCount = Input == Input.LargeEvents ? 16 : 2;
        _packetByteCount = Input == Input.TokensInSmallReads ? 1400 : 64 * 1024;
        var readByteCounts = new List<int>();
        using var stream = new ArrivingStream(_block, _blockCount, _packetByteCount) { Returned = readByteCounts.Add };
        var eventCount = SseParser.Create(stream).Enumerate().LongCount();
        _readByteCounts = [.. readByteCounts];
        _buffer = new byte[readByteCounts.Max()];
        if (ParserBytes() != DecoderBytes() || ParserText() != DecoderText())
            throw new InvalidOperationException("The two do not decode the same.");
        Console.WriteLine($"// {eventCount:N0} events of {_block.Length * (long)_blockCount / eventCount:N0} bytes in {_readByteCounts.Length:N0} reads of {_block.Length * (long)_blockCount / _readByteCounts.Length:N0} bytes on average");
    }

    [Benchmark(Baseline = true)]
    [BenchmarkCategory("bytes")]
    public long ParserBytes()
    {
        using var stream = Arriving();
        long sum = 0;
        foreach (var item in SseParser.Create(stream, static (_, data) => data.Length).Enumerate())
            sum += item.EventType.Length + item.Data;
        return sum;
    }

    [Benchmark]
    [BenchmarkCategory("bytes")]
    public long DecoderBytes()
    {
        using var stream = Arriving();
        var decoder = new EventStreamDecoder();
        long sum = 0;
        while (stream.Read(_buffer) is > 0 and var byteCount)
        {
            ReadOnlySpan<byte> bytes = _buffer.AsSpan(0, byteCount);
            while (decoder.TryReadBytes(ref bytes, out var dispatched))
                sum += dispatched.Type.Length + dispatched.Data.Length;
        }

        return sum;
    }

    [Benchmark(Baseline = true)]
    [BenchmarkCategory("text")]
    public long ParserText()
    {
        using var stream = Arriving();
        long sum = 0;
        foreach (var item in SseParser.Create(stream).Enumerate())
        {
            sum += item.EventType.Length;
            LastData = item.Data;
        }

        return sum;
    }

    [Benchmark]
    [BenchmarkCategory("text")]
    public long DecoderText()
    {
        using var stream = Arriving();
        var decoder = new EventStreamDecoder();
        long sum = 0;
        while (stream.Read(_buffer) is > 0 and var byteCount)
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

    private ArrivingStream Arriving() => new(_block, _blockCount, _packetByteCount, _readByteCounts);

    // An iteration is one run of a fraction of a millisecond: among hundreds there are some that nothing came between, however
    // busy the machine is, and only the fastest is compared. In this process, as the two differ in code alone.
    private sealed class ManyShortIterations : ManualConfig
    {
        public ManyShortIterations()
        {
            AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance)
                .WithInvocationCount(1).WithUnrollFactor(1).WithWarmupCount(300).WithIterationCount(600).WithGcForce(false));
            AddDiagnoser(MemoryDiagnoser.Default);
            AddColumn(StatisticColumn.Min, new SpeedColumn());
            HideColumns(Column.Error, Column.StdDev, Column.RatioSD, Column.Ratio, Column.AllocRatio, Column.Gen0, Column.Gen1, Column.Gen2);
            AddLogicalGroupRules(BenchmarkLogicalGroupRule.ByCategory, BenchmarkLogicalGroupRule.ByParams);
        }
    }
}
