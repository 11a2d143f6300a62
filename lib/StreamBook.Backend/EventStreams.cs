using System.Globalization;
using System.Net;
using System.Text;

namespace StreamBook.Backend;

/// <summary>The endpoints that answer with an event stream.</summary>
internal static class EventStreams
{
    private static readonly StreamClock _live = new();

    public static async Task ClockAsync(HttpContext context)
    {
        var query = new Query(context);
        var count = query.Whole("count", 5, 1_000_000);
        var interval = TimeSpan.FromMilliseconds(query.Whole("interval", 100, 600_000));
        var pause = TimeSpan.FromMilliseconds(query.Whole("pause", 0, 600_000));
        var byteCount = query.Whole("size", 0, 1 << 24);
        var type = query.Line("type");
        var heartbeat = TimeSpan.FromMilliseconds(query.Whole("heartbeat", 0, 600_000));
        var framing = query.Choice("framing", "chunked", "chunked", "close");
        var accel = query.Choice("accel", "", "", "no", "yes");
        var retry = query.Whole("retry", -1, int.MaxValue);
        query.End();

        if (accel.Length > 0)
            context.Response.Headers["X-Accel-Buffering"] = accel;
        if (framing == "close")
        {
            // Without a length the server uses chunks, unless there is a Transfer-Encoding already: then it leaves the framing to
            // the endpoint and closes the connection at the end. Values that are null count as one, and no line is sent for them.
            context.Response.Headers.TransferEncoding = new([null, null]);
            context.Response.Headers.Connection = "close";
        }

        var stream = await EventStreamResponse.BeginAsync(context);
        if (retry >= 0)
            await stream.WriteRetryAsync(TimeSpan.FromMilliseconds(retry));
        var written = stream.Clock.Now;
        for (var n = 1; count == 0 || n <= count; n++)
        {
            var due = stream.Clock.Now + (n == count && pause > TimeSpan.Zero ? pause : interval);
            while (heartbeat > TimeSpan.Zero && written + heartbeat < due)
            {
                await stream.Clock.WaitUntilAsync(written + heartbeat, stream.Aborted);
                await stream.WriteCommentAsync("heartbeat");
                written = stream.Clock.Now;
            }

            await stream.Clock.WaitUntilAsync(due, stream.Aborted);
            await stream.WriteAsync(stream.Clock.Data(n, byteCount), type.Length == 0 ? null : type, n.ToString(CultureInfo.InvariantCulture));
            written = stream.Clock.Now;
        }
    }

    public static async Task ResumeAsync(HttpContext context)
    {
        var query = new Query(context);
        var count = query.Whole("count", 10, 1_000_000);
        var interval = TimeSpan.FromMilliseconds(query.Whole("interval", 50, 600_000));
        var cut = query.Whole("cut", 0, 1_000_000);
        var retry = query.Whole("retry", -1, int.MaxValue);
        query.End();

        var last = LastEventId(context, count) ?? 0;
        if (last == count)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        var stream = await EventStreamResponse.BeginAsync(context);
        if (retry >= 0)
            await stream.WriteRetryAsync(TimeSpan.FromMilliseconds(retry));
        for (var n = 1; n <= count - last; n++)
        {
            await stream.Clock.WaitAsync(interval, stream.Aborted);
            await WriteNumberedAsync(stream, last + n);
            if (n == cut)
                throw new BrokenOffException();
        }
    }

    public static async Task LiveAsync(HttpContext context)
    {
        var query = new Query(context);
        var interval = TimeSpan.FromMilliseconds(query.Whole("interval", 100, 600_000, minimum: 1));
        var keep = query.Whole("keep", 1_000, 1_000_000);
        var cut = query.Whole("cut", 0, 1_000_000);
        var retry = query.Whole("retry", -1, int.MaxValue);
        query.End();

        // Event n happens n intervals after the start, whether anybody listens or not.
        var happened = (int)(_live.Now / interval);
        var last = LastEventId(context, happened) ?? happened;
        var stream = await EventStreamResponse.BeginAsync(context);
        if (retry >= 0)
            await stream.WriteRetryAsync(TimeSpan.FromMilliseconds(retry));
        var forgotten = Math.Max(last, happened - keep);
        for (var n = 1; ; n++)
        {
            await _live.WaitUntilAsync(interval * (forgotten + n), stream.Aborted);
            await WriteNumberedAsync(stream, forgotten + n);
            if (n == cut)
                throw new BrokenOffException();
        }
    }

    public static async Task RawAsync(HttpContext context)
    {
        var query = new Query(context);
        var chunkByteCount = query.Whole("chunk", 0, int.MaxValue);
        var interval = TimeSpan.FromMilliseconds(query.Whole("interval", 0, 600_000));
        var coding = query.HeaderValue("coding");
        query.Text("body", "");
        query.End();

        var body = HttpMethods.IsPost(context.Request.Method) ? ((MemoryStream)context.Request.Body).ToArray() : QueryBytes(context.Request.QueryString, "body");
        if (coding.Length > 0)
            context.Response.Headers.ContentEncoding = coding;
        var stream = await EventStreamResponse.BeginAsync(context);
        foreach (var chunk in body.Chunk(chunkByteCount == 0 ? Math.Max(1, body.Length) : chunkByteCount))
        {
            await stream.WriteAsync(chunk);
            await stream.Clock.WaitAsync(interval, stream.Aborted);
        }
    }

    private static int? LastEventId(HttpContext context, int largest)
    {
        var id = context.Request.Headers["Last-Event-ID"].ToString();
        if (id.Length == 0)
            return null;
        return int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var last) && last <= largest
            ? last
            : throw new BadRequestException($"Last-Event-ID must be a whole number from 0 to {largest}, not '{id}'.");
    }

    private static Task WriteNumberedAsync(EventStreamResponse stream, int number) =>
        stream.WriteAsync(stream.Clock.Data(number, 0), null, number.ToString(CultureInfo.InvariantCulture));

    // The framework decodes a value to text, which bytes that are not UTF-8 would not survive.
    private static byte[] QueryBytes(QueryString query, string name)
    {
        var prefix = name + "=";
        var parameter = (query.Value ?? "").TrimStart('?').Split('&').FirstOrDefault(p => p.StartsWith(prefix, StringComparison.Ordinal)) ?? prefix;
        var encoded = Encoding.UTF8.GetBytes(parameter[prefix.Length..]);
        return WebUtility.UrlDecodeToBytes(encoded, 0, encoded.Length);
    }
}
