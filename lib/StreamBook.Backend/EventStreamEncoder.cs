using System.Buffers;
using System.Text;

namespace StreamBook.Backend;

internal static class EventStreamEncoder
{
    public static void Write(IBufferWriter<byte> output, string data, string? type = null, string? id = null)
    {
        if (id is not null)
            Encoding.UTF8.GetBytes($"id: {id}\n", output);
        if (type is not null)
            Encoding.UTF8.GetBytes($"event: {type}\n", output);
        foreach (var line in data.Split('\n'))
            Encoding.UTF8.GetBytes($"data: {line}\n", output);
        Encoding.UTF8.GetBytes("\n", output);
    }

    public static void WriteComment(IBufferWriter<byte> output, string text) => Encoding.UTF8.GetBytes($": {text}\n", output);

    public static void WriteRetry(IBufferWriter<byte> output, TimeSpan time) => Encoding.UTF8.GetBytes($"retry: {time.TotalMilliseconds:0}\n", output);
}
