using System.Buffers;
using System.Text;

namespace StreamBook.Bench;

/// <summary>What is decoded.</summary>
public enum Input
{
    /// <summary>Chat completion chunks of about 200 bytes.</summary>
    Tokens,

    /// <summary>The token stream in reads of 1,400 bytes at most.</summary>
    TokensInSmallReads,

    /// <summary>The token stream with lines that end with CR LF.</summary>
    TokensWithCrLf,

    /// <summary>Chunks of another language: each character takes three bytes.</summary>
    ChineseTokens,

    /// <summary>Events with a type and an ID before about 130 bytes of data.</summary>
    TypedEvents,

    /// <summary>Events of four data lines, each after a comment.</summary>
    LinesAndComments,

    /// <summary>Events of 1 MiB.</summary>
    LargeEvents,
}

/// <summary>Event streams to measure with, of 1 MiB or a little more.</summary>
internal static class Streams
{
    private const int BlockByteCount = 1024 * 1024;

    private static readonly string[] _words = ["The", " event", " stream", " is", " text", ",", " line", " by", " line", ".\\n"];
    private static readonly string[] _chinese = ["事件", "流", "是", "一行", "一行", "的", "文本", "。"];

    public static byte[] Of(Input input) => input switch
    {
        Input.TokensWithCrLf => [.. Tokens(_words).SelectMany(b => b == '\n' ? "\r\n"u8.ToArray() : [b])],
        Input.ChineseTokens => Tokens(_chinese),
        Input.TypedEvents => Events((output, index) => EventStreamEncoder.Write(output, $$"""
            {"type":"response.output_text.delta","sequence_number":{{index}},"item_id":"msg_67c9fdcf37fc8190ba82116e33fb28c5","delta":"{{_words[index % _words.Length]}}"}
            """, "response.output_text.delta", $"{index}")),
        Input.LinesAndComments => Events((output, index) =>
        {
            EventStreamEncoder.WriteComment(output, "heartbeat");
            EventStreamEncoder.Write(output, $"event {index}\nhas a second line that is a little longer\n\nand an empty one before the last");
        }),
        Input.LargeEvents => LargeEvent(),
        _ => Tokens(_words),
    };

    // One small JSON object each, as a language model's API sends them.
    private static byte[] Tokens(string[] words) => Events((output, index) => EventStreamEncoder.Write(output, $$$"""
        {"id":"chatcmpl-8xK2mQvT0aZr5nLw7bYc3dEf","object":"chat.completion.chunk","created":1767225600,"model":"gpt-4o-mini","choices":[{"index":0,"delta":{"content":"{{{words[index % words.Length]}}}"},"finish_reason":null}]}
        """));

    private static byte[] Events(Action<IBufferWriter<byte>, int> write)
    {
        var output = new ArrayBufferWriter<byte>();
        for (var index = 0; output.WrittenCount < BlockByteCount; index++)
            write(output, index);
        return output.WrittenSpan.ToArray();
    }

    private static byte[] LargeEvent()
    {
        var data = new StringBuilder();
        while (data.Length < BlockByteCount)
            data.Append("{\"index\":").Append(data.Length).Append(",\"text\":\"The event stream is text, line by line.\"},");

        var output = new ArrayBufferWriter<byte>();
        EventStreamEncoder.Write(output, data.ToString());
        return output.WrittenSpan.ToArray();
    }
}
