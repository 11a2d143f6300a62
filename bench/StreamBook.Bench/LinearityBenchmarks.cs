using BenchmarkDotNet.Attributes;

namespace StreamBook.Bench;

/// <summary>One long line fed one byte at a time: four times the bytes must take about four times as long.</summary>
public class LinearityBenchmarks
{
    private byte[] _event = [];

    [Params(1, 4)]
    public int MebibyteCount { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _event = new byte[MebibyteCount * 1024 * 1024];
        Array.Fill(_event, (byte)'x');
        "data: "u8.CopyTo(_event);
        "\n\n"u8.CopyTo(_event.AsSpan(_event.Length - 2));
    }

    [Benchmark]
    public int OneByteAtATime()
    {
        var decoder = new EventStreamDecoder();
        var length = 0;
        for (var i = 0; i < _event.Length; i++)
        {
            ReadOnlySpan<byte> bytes = _event.AsSpan(i, 1);
            while (decoder.TryRead(ref bytes, out var dispatched))
                length += dispatched.Data.Length;
        }

        return length;
    }
}
