using System.Net.Sockets;
using System.Text;
using StreamBook.Exercises.Tasks;

namespace StreamBook.Tests;

[FullLane]
public sealed class WireBytesTests
{
    [Fact]
    public async Task What_a_check_counts_is_what_travels_over_HTTP_1_1()
    {
        await using var backend = await BackendServer.StartAsync();
        foreach (var message in (string[])["x", "two\nlines", "日本 😀", new('y', 300)])
        {
            var body = string.Concat(message.Split('\n').Select(line => $"data: {line}\n")) + "\n";
            using var tcp = new TcpClient(backend.Url.Host, backend.Url.Port);
            await tcp.GetStream().WriteAsync(Encoding.UTF8.GetBytes($"POST /raw HTTP/1.1\r\nHost: lab\r\nConnection: close\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}"));
            var answer = new MemoryStream();
            await tcp.GetStream().CopyToAsync(answer);
            var chunks = answer.ToArray().AsSpan()[(answer.ToArray().AsSpan().IndexOf("\r\n\r\n"u8) + 4)..^"0\r\n\r\n".Length];
            WireBytes.OnTheWire(message, "event, HTTP/1.1").ShouldBe(chunks.Length, message);

            var frames = await backend.CaptureFramesAsync("/ws/echo", [WebSocketFrame.Text(message).Masked(), WebSocketFrame.Close(1000).Masked()]);
            foreach (var (sender, way) in new[] { (Endpoint.Server, "frame down, HTTP/1.1"), (Endpoint.Client, "frame up, HTTP/1.1") })
                WireBytes.OnTheWire(message, way).ShouldBe(frames.Frames.Single(one => one.Sender == sender && !one.Frame.IsControl).Bytes.Length, $"{way}: {message}");
        }
    }
}
