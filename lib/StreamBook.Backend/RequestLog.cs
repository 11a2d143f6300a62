using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using StreamBook.Timing;

namespace StreamBook.Backend;

/// <summary>Keeps what was received and how it ended, and answers <c>/request</c> and <c>/log</c> from it.</summary>
internal sealed class RequestLog
{
    private const int KeptCount = 1000;

    // Read by people in a notebook: what is sent is not HTML, so & and < stand for themselves.
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
    };

    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly Lock _lock = new();
    private readonly SortedDictionary<long, ReceivedRequest> _requests = [];
    private long _lastId;

    public async Task RunAsync(HttpContext context, RequestDelegate next)
    {
        var recorder = context.Features.Get<HeadRecorder>();
        var request = Begin(context, recorder?.Take());
        var path = Endpoints.PathOf(context.Request);
        var isKept = path is not ("/" or "/log" or "/request" or BackendUsage.Path);
        if (isKept)
            Keep(request);
        var ending = RequestEnding.Failed;
        try
        {
            await BufferBodyAsync(context, recorder);
            await (path switch
            {
                "/request" => context.Response.WriteAsJsonAsync(request, _json),
                "/log" => context.Response.WriteAsJsonAsync(Kept(), _json),
                _ => next(context),
            });
            ending = context.RequestAborted.IsCancellationRequested ? RequestEnding.AbortedByPeer : RequestEnding.Completed;
        }
        catch (Exception e) when (context.RequestAborted.IsCancellationRequested || e is WebSocketException)
        {
            ending = RequestEnding.AbortedByPeer;
        }
        catch (Exception e) when (e is not BrokenOffException)
        {
            await Console.Error.WriteLineAsync($"{request.RequestLine}: {e}");
            throw;
        }
        finally
        {
            if (isKept)
                Keep(request with { EndedMs = ElapsedMs, Ending = ending });
        }
    }

    private double ElapsedMs => Math.Round(Stopwatch.GetElapsedTime(_start).TotalMilliseconds, 3);

    private ReceivedRequest[] Kept()
    {
        lock (_lock)
            return [.. _requests.Values];
    }

    private void Keep(ReceivedRequest request)
    {
        lock (_lock)
        {
            _requests[request.Id] = request;
            if (_requests.Count > KeptCount)
                _requests.Remove(_requests.Keys.First());
        }
    }

    private ReceivedRequest Begin(HttpContext context, byte[]? head)
    {
        // The server skips an empty line ahead of a head (RFC 9112, section 2.2); it is not part of it.
        var raw = head is null ? Text(context.Request) : Encoding.Latin1.GetString(head).Trim('\r', '\n');
        var lines = raw.Split('\n', StringSplitOptions.TrimEntries);
        return new(
            Interlocked.Increment(ref _lastId),
            context.Request.Method,
            lines[0].Split(' ') is [_, var target, ..] ? target : "",
            lines[0],
            lines[0].Split(' ')[^1],
            $"{context.Connection.RemoteIpAddress}:{context.Connection.RemotePort}",
            [.. lines.Skip(1).Select(line => line.Split(':', 2)).Select(parts => new HeaderLine(parts[0], parts[^1].Trim()))],
            raw,
            ElapsedMs,
            null,
            null);
    }

    // HTTP/2 has no text on the wire: this is what the text of HTTP/1.1 would have been (RFC 9113, section 8.3.1).
    private static string Text(HttpRequest request) => string.Join("\r\n",
        [$"{request.Method} {request.HttpContext.Features.Get<IHttpRequestFeature>()!.RawTarget} {request.Protocol}",
            .. request.Headers.SelectMany(header => header.Value, (header, value) => $"{header.Key}: {value}")]);

    // Read before the endpoint runs, so that all the server consumes afterwards is the head of the next request.
    private static async Task BufferBodyAsync(HttpContext context, HeadRecorder? recorder)
    {
        // The body of an extended CONNECT is the WebSocket.
        if (context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true })
            return;
        var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        body.Position = 0;
        context.Request.Body = body;
        recorder?.Take();
    }
}

/// <summary>The endpoint was asked to break off its answer. The server then closes the connection without ending the body.</summary>
internal sealed class BrokenOffException() : Exception("The answer was broken off as asked.");
