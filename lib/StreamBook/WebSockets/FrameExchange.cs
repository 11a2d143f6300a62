using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using StreamBook.Wording;

namespace StreamBook.WebSockets;

/// <summary>The client behind one <see cref="FrameCapture"/>: a TCP connection, and no more knowledge of WebSockets than writing it down takes.</summary>
internal sealed partial class FrameExchange(Uri uri, string name)
{
    private const int MaxHeadByteCount = 64 * 1024;
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly ImmutableArray<CapturedFrame>.Builder _frames = ImmutableArray.CreateBuilder<CapturedFrame>();
    private readonly FrameDecoder _sent = new(Endpoint.Client), _received = new(Endpoint.Server);
    private readonly string _key = OpeningHandshake.CreateKey();
    private long _start = Stopwatch.GetTimestamp();
    private string _response = "";
    private bool _hasSentClose;

    public async Task<FrameCapture> RunAsync(byte[][] frames, TimeSpan interval, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_deadline);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        string? failure;
        try
        {
            await socket.ConnectAsync(uri.Host, uri.Port, limit.Token);
            _start = Stopwatch.GetTimestamp();
            await SendAsync(socket, Encoding.ASCII.GetBytes(OpeningHandshake.Request(uri, _key)), limit.Token);
            var rest = await ReadHeadAsync(socket, limit.Token);
            failure = Refusal() ?? await ExchangeAsync(socket, rest, frames, interval, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            failure = $"still open at the deadline of {_deadline.TotalSeconds:0} s";
        }
        catch (SocketException e)
        {
            failure = _response.Length == 0 ? $"no answer: {e.Message}" : $"the connection broke: {e.Message}";
        }

        var capture = new FrameCapture
        {
            Name = name,
            Uri = uri,
            Request = OpeningHandshake.Request(uri, _key),
            Response = _response,
            Status = Status,
            Frames = _frames.ToImmutable(),
            EndOffset = Stopwatch.GetElapsedTime(_start),
            Failure = failure,
        };
        // How a connection goes down after the close frame is no failure.
        return capture.CloseCode == 1006 ? capture : capture with { Failure = null };
    }

    // RFC 9112, section 4.
    private int? Status => StatusLine().Match(_response) is { Success: true } line ? int.Parse(line.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : null;

    private async Task<byte[]> ReadHeadAsync(Socket socket, CancellationToken cancellationToken)
    {
        var head = new List<byte>();
        var buffer = new byte[4096];
        while (head.Count < MaxHeadByteCount)
        {
            var byteCount = await socket.ReceiveAsync(buffer, cancellationToken);
            head.AddRange(buffer.AsSpan(0, byteCount));
            _response = Encoding.Latin1.GetString([.. head]);
            if (_response.IndexOf("\r\n\r\n", StringComparison.Ordinal) is >= 0 and var end)
            {
                // The first frames may come with the head.
                _response = _response[..(end + 4)];
                return [.. head[(end + 4)..]];
            }

            // A server that speaks something else may wait for us to go on.
            if (byteCount == 0 || (Status is null && _response.Contains('\n', StringComparison.Ordinal)))
                break;
        }

        return [];
    }

    private string? Refusal() => Status switch
    {
        null when _response.Length > 0 => $"no answer of HTTP: the server said “{_response.Split('\n')[0].Trim()}”",
        null => "no answer: the server closed the connection",
        not 101 => $"the opening handshake was refused: {Words.OfStatus(Status.Value)}",
        _ => _response.Contains($"\r\nSec-WebSocket-Accept: {OpeningHandshake.Accept(_key)}\r\n", StringComparison.OrdinalIgnoreCase)
            ? null
            : "Sec-WebSocket-Accept does not belong to the key",
    };

    private async Task<string> ExchangeAsync(Socket socket, byte[] first, byte[][] frames, TimeSpan interval, CancellationToken cancellationToken)
    {
        using var closed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var sending = SendAllAsync(socket, frames, interval, closed.Token);
        try
        {
            var buffer = new byte[64 * 1024];
            var bytes = first.AsMemory();
            do
            {
                var close = Record(Endpoint.Server, _received, bytes.Span).FirstOrDefault(frame => frame.Opcode is Opcode.Close);
                if (close is not null)
                {
                    await closed.CancelAsync();
                    await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    await AnswerAsync(socket, close, cancellationToken);
                }

                bytes = buffer.AsMemory(0, await socket.ReceiveAsync(buffer, cancellationToken));
            }
            while (!bytes.IsEmpty);
            return "the connection ended without a close frame";
        }
        finally
        {
            await closed.CancelAsync();
            await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task SendAllAsync(Socket socket, byte[][] frames, TimeSpan interval, CancellationToken cancellationToken)
    {
        foreach (var frame in frames)
        {
            await Task.Delay(interval, cancellationToken);
            Record(Endpoint.Client, _sent, frame);
            await SendAsync(socket, frame, cancellationToken);
        }
    }

    // Section 5.5.1: a close frame is answered with a close frame, as a rule of the same code; after that nothing is sent.
    private async Task AnswerAsync(Socket socket, WebSocketFrame close, CancellationToken cancellationToken)
    {
        try
        {
            if (!_hasSentClose)
            {
                byte[] answer = [.. close.Masked().ToBytes()];
                Record(Endpoint.Client, _sent, answer);
                await SendAsync(socket, answer, cancellationToken);
            }

            socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // The server did not wait for it.
        }
    }

    [GeneratedRegex(@"\AHTTP/\d\.\d (\d{3})[ \r\n]")]
    private static partial Regex StatusLine();

    private static async Task SendAsync(Socket socket, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (!bytes.IsEmpty)
            bytes = bytes[await socket.SendAsync(bytes, cancellationToken)..];
    }

    private WebSocketFrame[] Record(Endpoint sender, FrameDecoder decoder, ReadOnlySpan<byte> bytes)
    {
        // Both directions write at the same time.
        lock (_lock)
        {
            var offset = Stopwatch.GetElapsedTime(_start);
            var decoded = decoder.Read(bytes);
            _frames.AddRange(decoded.Select(frame => new CapturedFrame(sender, offset, frame)));
            _hasSentClose |= sender is Endpoint.Client && decoded.Any(frame => frame.Frame.Opcode is Opcode.Close);
            return [.. decoded.Select(frame => frame.Frame)];
        }
    }
}
