using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;

namespace StreamBook.Cli.Page.Server;

/// <summary>The one event stream of a browser: what this book teaches, used.</summary>
internal sealed class EventsEndpoint(EventFeed feed, CancellationToken stopping)
{
    /// <summary>Shorter than the 60 s after which a proxy takes a silent stream for dead.</summary>
    private static readonly TimeSpan _heartbeat = TimeSpan.FromSeconds(15);

    public async Task ServeAsync(HttpContext context)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        context.Response.ContentType = EventStream.MediaType;
        context.Response.Headers.CacheControl = "no-cache";
        context.Response.Headers["X-Accel-Buffering"] = "no";
        try
        {
            await StreamAsync(context.Response.BodyWriter, LastEventId(context.Request), ends.Token);
        }
        catch (Exception) when (ends.IsCancellationRequested)
        {
            // The reader left, or the server ends.
        }
    }

    // A browser sends the header only when it connects again; a page that was just loaded has the ID from its own HTML.
    private static string? LastEventId(HttpRequest request) =>
        request.Headers["Last-Event-ID"] is [{ Length: > 0 } id, ..] ? id : (string?)request.Query["after"];

    private async Task StreamAsync(PipeWriter output, string? lastEventId, CancellationToken cancellationToken)
    {
        EventStreamEncoder.WriteRetry(output, TimeSpan.FromSeconds(1));
        if (feed.Position(lastEventId) is not { } position)
            WriteReset(output, position = feed.Last);
        while (true)
        {
            if (feed.After(ref position, out var more) is not { } events)
            {
                WriteReset(output, position = feed.Last);
                continue;
            }

            foreach (var next in events)
                EventStreamEncoder.Write(output, next.Data, next.Type, feed.Id(next.Number));
            await output.FlushAsync(cancellationToken);
            while (await Task.WhenAny(more, Task.Delay(_heartbeat, cancellationToken)) != more)
            {
                cancellationToken.ThrowIfCancellationRequested();
                // An event, not a comment: a page that hears none knows that its connection is dead.
                EventStreamEncoder.Write(output, "", "heartbeat");
                await output.FlushAsync(cancellationToken);
            }
        }
    }

    private void WriteReset(PipeWriter output, long position) =>
        EventStreamEncoder.Write(output, "The ID is of another run, or too old: ask for the whole state.", "reset", feed.Id(position));
}
