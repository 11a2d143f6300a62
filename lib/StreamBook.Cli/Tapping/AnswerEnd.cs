using System.Globalization;
using System.Text;

namespace StreamBook.Cli.Tapping;

/// <summary>Counts through an answer, to know where the next one begins (RFC 9112, section 6.3). It changes nothing.</summary>
/// <param name="method">That of the request.</param>
internal sealed class AnswerEnd(string method)
{
    private const int MostHeadByteCount = 64 * 1024;

    private readonly StringBuilder _line = new();
    private readonly List<string> _head = [];
    private int _headByteCount;
    private MessageBody? _body;
    private bool _lasts;

    /// <summary>The status; null until its header section is whole. That of an interim answer does not count.</summary>
    public int? Status { get; private set; }

    /// <summary>Whether all of it has come. An answer whose end is that of the connection never is.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>Takes what belongs to it from the beginning of some bytes.</summary>
    /// <returns>How many those are.</returns>
    public int Take(ReadOnlySpan<byte> bytes)
    {
        var taken = 0;
        try
        {
            while (!IsWhole && !_lasts && taken < bytes.Length)
                taken += _body is null ? TakeHead(bytes[taken..]) : TakeBody(_body, bytes[taken..]);
        }
        catch (FormatException)
        {
            // A chunk without a size: what follows belongs to nothing else.
            _lasts = true;
        }

        return _lasts ? bytes.Length : taken;
    }

    private int TakeBody(MessageBody body, ReadOnlySpan<byte> bytes)
    {
        var taken = body.Take(bytes);
        IsWhole = body.IsWhole;
        return taken;
    }

    private int TakeHead(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)'\n');
        var taken = end < 0 ? bytes.Length : end + 1;
        _headByteCount += taken;
        _lasts = _headByteCount > MostHeadByteCount;
        _line.Append(Encoding.Latin1.GetString(bytes[..taken]));
        if (end < 0)
            return taken;
        var line = _line.ToString().TrimEnd('\r', '\n');
        _line.Clear();
        if (line.Length > 0)
            _head.Add(line);
        else if (_head.Count > 0)
            EndHead();
        return taken;
    }

    private void EndHead()
    {
        var status = _head[0].Split(' ') is [_, var text, ..] && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var known) ? known : 0;
        var body = status is 101 || method == "CONNECT" ? null
            : method == "HEAD" || status is 204 or 304 ? MessageBody.Of(0)
            : Header("Transfer-Encoding") is { } coding ? coding.EndsWith("chunked", StringComparison.OrdinalIgnoreCase) ? MessageBody.InChunks() : null
            : long.TryParse(Header("Content-Length"), NumberStyles.None, CultureInfo.InvariantCulture, out var byteCount) ? MessageBody.Of(byteCount)
            : null;
        _head.Clear();
        if (status is >= 100 and < 200 and not 101)
            return;
        (Status, _body, _lasts) = (status, body, body is null);
        IsWhole = body?.IsWhole is true;
    }

    private string? Header(string name) =>
        _head.Skip(1).Select(line => line.Split(':', 2)).Where(pair => pair.Length == 2 && pair[0].Equals(name, StringComparison.OrdinalIgnoreCase)).Select(pair => pair[1].Trim()).LastOrDefault();
}
