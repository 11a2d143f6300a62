using System.Buffers;
using System.Text;

namespace StreamBook.Bench;

/// <summary>Event streams to measure with.</summary>
internal static class Streams
{
    private const int BlockByteCount = 1024 * 1024;

    private static readonly string[] Words = ["The", " event", " stream", " is", " text", ",", " line", " by", " line", ".\\n"];

    /// <summary>Chat completion chunks, one small JSON object each, as a language model's API sends them: 1 MiB or a little more.</summary>
    public static byte[] Tokens()
    {
        var output = new ArrayBufferWriter<byte>();
        for (var i = 0; output.WrittenCount < BlockByteCount; i++)
        {
            EventStreamEncoder.Write(output, $$$"""
                {"id":"chatcmpl-8xK2mQvT0aZr5nLw7bYc3dEf","object":"chat.completion.chunk","created":1767225600,"model":"gpt-4o-mini","choices":[{"index":0,"delta":{"content":"{{{Words[i % Words.Length]}}}"},"finish_reason":null}]}
                """);
        }

        return output.WrittenSpan.ToArray();
    }

    /// <summary>One event with one data line of 1 MiB or a little more.</summary>
    public static byte[] LargeEvent()
    {
        var data = new StringBuilder();
        while (data.Length < BlockByteCount)
            data.Append("{\"index\":").Append(data.Length).Append(",\"text\":\"The event stream is text, line by line.\"},");

        var output = new ArrayBufferWriter<byte>();
        EventStreamEncoder.Write(output, data.ToString());
        return output.WrittenSpan.ToArray();
    }
}
