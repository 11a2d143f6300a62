using System.Text;

namespace StreamBook.Tests;

/// <summary>The standard's algorithm as its text reads, on characters and whole streams: what the fast decoder is compared with.</summary>
internal static class PlainDecoder
{
    public static DecodedStream Decode(byte[] stream)
    {
        var text = Encoding.UTF8.GetString(stream);
        if (text.StartsWith('\uFEFF'))
            text = text[1..];

        var events = new List<ServerSentEvent>();
        string data = "", type = "", idBuffer = "", lastEventId = "";
        TimeSpan? reconnectionTime = null;
        foreach (var line in text.Replace("\r\n", "\n").Replace('\r', '\n').Split('\n').SkipLast(1))
        {
            if (line.Length == 0)
            {
                lastEventId = idBuffer;
                if (data.Length > 0)
                    events.Add(new(type.Length == 0 ? "message" : type, data[..^1], lastEventId));
                data = "";
                type = "";
                continue;
            }

            var colon = line.IndexOf(':');
            var name = colon < 0 ? line : line[..colon];
            var value = colon < 0 ? "" : line[(colon + 1)..];
            if (value.StartsWith(' '))
                value = value[1..];
            if (name == "data")
                data += value + "\n";
            else if (name == "event")
                type = value;
            else if (name == "id" && !value.Contains('\0'))
                idBuffer = value;
            else if (name == "retry" && value.Length > 0 && value.All(char.IsAsciiDigit))
                reconnectionTime = long.TryParse(value, out var milliseconds) && milliseconds < 922337203685477 ? TimeSpan.FromMilliseconds(milliseconds) : TimeSpan.MaxValue;
        }

        return new(events, lastEventId, reconnectionTime);
    }
}
