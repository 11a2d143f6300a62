using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace StreamBook.Cli.Tapping;

/// <summary>The header section of a request, as a client sent it.</summary>
internal sealed class RequestHead
{
    private readonly string[] _lines;

    private RequestHead(string[] lines)
    {
        _lines = lines;
        var parts = lines[0].Split(' ');
        (Method, Target) = (parts[0], parts[1]);
        Headers = [.. lines.Skip(1).Select(line => line.Split(':', 2)).Where(pair => pair.Length == 2).Select(pair => new HeaderLine(pair[0], pair[1].Trim()))];
    }

    public string Method { get; }

    /// <summary>Path and query, as a rule.</summary>
    public string Target { get; }

    public ImmutableArray<HeaderLine> Headers { get; }

    /// <summary>Whether another protocol may follow the answer: then nothing more is taken apart.</summary>
    public bool AsksForUpgrade => Header("Upgrade") is not null;

    public bool AsksForWebSocket => Header("Upgrade")?.Contains("websocket", StringComparison.OrdinalIgnoreCase) is true;

    public bool AsksForEventStream => Header("Accept")?.Contains(EventStream.MediaType, StringComparison.OrdinalIgnoreCase) is true;

    /// <summary>Reads a header section without its blank line.</summary>
    /// <exception cref="FormatException">It is none of HTTP/1.</exception>
    public static RequestHead Parse(ReadOnlySpan<byte> bytes)
    {
        var lines = Encoding.Latin1.GetString(bytes).Split("\r\n");
        if (lines[0].Split(' ') is not [var method, { Length: > 0 }, var version] || !version.StartsWith("HTTP/1.", StringComparison.Ordinal) || method.Length == 0 || !method.All(char.IsAsciiLetter))
            throw new FormatException($"“{lines[0][..Math.Min(60, lines[0].Length)]}” begins no request of HTTP/1.1.");
        return method != "CONNECT" ? new(lines) : throw new FormatException("CONNECT asks for a tunnel: the tap is no proxy to be set in a client, it is the address that the client asks.");
    }

    /// <summary>Where the body ends that follows (RFC 9112, section 6.3).</summary>
    public MessageBody Body() =>
        Header("Transfer-Encoding")?.Contains("chunked", StringComparison.OrdinalIgnoreCase) is true ? MessageBody.InChunks()
        : long.TryParse(Header("Content-Length"), NumberStyles.None, CultureInfo.InvariantCulture, out var byteCount) ? MessageBody.Of(byteCount)
        : MessageBody.Of(0);

    /// <summary>As it is passed on: byte for byte, but for the name of the host, by which a server of many sites knows which is meant.</summary>
    public byte[] ToBytes(string host) => Encoding.Latin1.GetBytes(
        string.Join("\r\n", _lines.Select(line => line.StartsWith("Host:", StringComparison.OrdinalIgnoreCase) ? $"Host: {host}" : line)) + "\r\n\r\n");

    private string? Header(string name) => Headers.FirstOrDefault(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.Value;
}
