using System.Buffers;
using System.Text;

namespace StreamBook.Bench;

/// <summary>Event streams to measure with.</summary>
internal static class Streams
{
    private static readonly string[] Words = ["The", " event", " stream", " is", " text", ",", " line", " by", " line", ".\\n"];

    /// <summary>Chat completion chunks, one small JSON object each, as a language model's API sends them.</summary>
    public static byte[] Tokens(int byteCount)
    {
        var output = new ArrayBufferWriter<byte>(byteCount + 1024);
        for (var i = 0; output.WrittenCount < byteCount; i++)
        {
            EventStreamEncoder.Write(output, $$$"""
                {"id":"chatcmpl-8xK2mQvT0aZr5nLw7bYc3dEf","object":"chat.completion.chunk","created":1767225600,"model":"gpt-4o-mini","choices":[{"index":0,"delta":{"content":"{{{Words[i % Words.Length]}}}"},"finish_reason":null}]}
                """);
        }

        EventStreamEncoder.Write(output, "[DONE]");
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Events of one long data line.</summary>
    public static byte[] LargeEvents(int byteCount, int eventByteCount)
    {
        var output = new ArrayBufferWriter<byte>(byteCount + 2 * eventByteCount);
        var data = new StringBuilder(eventByteCount);
        while (data.Length < eventByteCount)
            data.Append("{\"index\":").Append(data.Length).Append(",\"text\":\"The event stream is text, line by line.\"},");
        while (output.WrittenCount < byteCount)
            EventStreamEncoder.Write(output, data.ToString());
        return output.WrittenSpan.ToArray();
    }
}
