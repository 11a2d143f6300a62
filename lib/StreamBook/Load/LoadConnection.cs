using System.Buffers.Text;
using System.Net.Sockets;
using System.Text;
using StreamBook.Timing;

namespace StreamBook.Load;

/// <summary>
/// One connection of a load. It is the same for event streams and WebSockets and knows neither: it looks for the
/// backend's sent times in the bytes that come, whatever stands around it. So the two differ in what the server
/// does, not in what our client does.
/// </summary>
internal sealed class LoadConnection : IDisposable
{
    private const int MaxHeadByteCount = 16 * 1024;
    private const int LongestNumber = 64;

    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly Action<TimeSpan> _arrived;
    private double _beganMs;
    private bool _isLeft;

    private LoadConnection(Action<TimeSpan> arrived) => _arrived = arrived;

    /// <summary>Opens a connection and reads it until it is disposed.</summary>
    /// <param name="uri">What to request, http.</param>
    /// <param name="isWebSocket">Whether to ask for a WebSocket.</param>
    /// <param name="arrived">Told of each message how late it was.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The connection, or why there is none.</returns>
    public static async Task<(LoadConnection? Connection, string? Refusal)> OpenAsync(Uri uri, bool isWebSocket, Action<TimeSpan> arrived, CancellationToken cancellationToken)
    {
        LoadConnection? connection = null;
        string? refusal;
        try
        {
            connection = new(arrived);
            await connection._socket.ConnectAsync(uri.Host, uri.Port, cancellationToken);
            await connection._socket.SendAsync(Encoding.ASCII.GetBytes(Request(uri, isWebSocket)), cancellationToken);
            var (head, first) = await connection.ReadHeadAsync(cancellationToken);
            var beganMs = BeganMs(head);
            refusal = head.Length == 0 ? "the server closed the connection without an answer"
                : head.Split(' ') is not [_, "200" or "101", ..] ? $"the server answered {head.Split('\r')[0]}"
                : beganMs is null ? $"the answer has no {BackendWire.StreamBegan}: only the lab's backend says when it sent what"
                : null;
            if (refusal is null)
            {
                connection._beganMs = beganMs!.Value;
                _ = connection.ReadAsync(first);
                return (connection, null);
            }
        }
        catch (SocketException e)
        {
            refusal = e.Message;
        }
        catch
        {
            connection?.Dispose();
            throw;
        }

        connection?.Dispose();
        return (null, refusal);
    }

    /// <summary>Leaves at once. With a reset instead of a goodbye no port stays taken for a minute (TIME_WAIT).</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isLeft, true))
            return;
        _socket.LingerState = new(enable: true, seconds: 0);
        _socket.Dispose();
    }

    private static string Request(Uri uri, bool isWebSocket) => isWebSocket
        ? OpeningHandshake.Request(uri, OpeningHandshake.CreateKey())
        : $"GET {uri.PathAndQuery} HTTP/1.1\r\nHost: {uri.Authority}\r\nAccept: {EventStream.MediaType}\r\n\r\n";

    // Where the backend has another clock than we, the time between its answer and here is lost.
    private static double? BeganMs(string head)
    {
        var line = head.Split("\r\n").FirstOrDefault(line => line.StartsWith(BackendWire.StreamBegan + ":", StringComparison.OrdinalIgnoreCase));
        if (BackendWire.BeganMs(line?.Split(':')[1].Trim()) is not { } beganMs)
            return null;
        var nowMs = BackendWire.NowMs;
        return nowMs - beganMs is >= 0 and < 60_000 ? beganMs : nowMs;
    }

    private async Task<(string Head, byte[] First)> ReadHeadAsync(CancellationToken cancellationToken)
    {
        var bytes = new byte[MaxHeadByteCount];
        var length = 0;
        while (length < bytes.Length && await _socket.ReceiveAsync(bytes.AsMemory(length), cancellationToken) is > 0 and var byteCount)
        {
            length += byteCount;
            if (bytes.AsSpan(0, length).IndexOf("\r\n\r\n"u8) is >= 0 and var end)
                return (Encoding.Latin1.GetString(bytes, 0, end), bytes[(end + 4)..length]);
        }

        return ("", []);
    }

    private async Task ReadAsync(byte[] first)
    {
        var buffer = new byte[Math.Max(2048, first.Length + LongestNumber)];
        first.CopyTo(buffer, 0);
        var length = Take(buffer, first.Length);
        try
        {
            while (await _socket.ReceiveAsync(buffer.AsMemory(length)) is > 0 and var byteCount)
                length = Take(buffer, length + byteCount);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Lost or left: its messages are missing, which is what the result shows.
        }
    }

    /// <summary>Takes each sent time out of the buffer, and returns how many bytes at its beginning are kept because one may begin there.</summary>
    private int Take(byte[] buffer, int length)
    {
        var rest = buffer.AsSpan(0, length);
        while (rest.IndexOf(BackendWire.SentBegin) is >= 0 and var at)
        {
            var number = rest[(at + BackendWire.SentBegin.Length)..];
            // Its end must be here, or digits may be missing.
            if (!number.ContainsAny((byte)',', (byte)'}') || !Utf8Parser.TryParse(number, out double sentMs, out var byteCount))
                break;
            _arrived(TimeSpan.FromMilliseconds(Math.Max(0, BackendWire.NowMs - _beganMs - sentMs)));
            rest = number[byteCount..];
        }

        rest = rest[^Math.Min(rest.Length, LongestNumber)..];
        rest.CopyTo(buffer);
        return rest.Length;
    }
}
