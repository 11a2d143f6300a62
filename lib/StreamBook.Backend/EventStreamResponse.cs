using System.IO.Pipelines;

namespace StreamBook.Backend;

/// <summary>A response that is an event stream. Everything written is flushed at once.</summary>
internal sealed class EventStreamResponse(HttpContext context)
{
    private PipeWriter Output => context.Response.BodyWriter;

    public StreamClock Clock { get; } = new();

    public CancellationToken Aborted => context.RequestAborted;

    /// <summary>Sends the header section, ahead of the first event.</summary>
    public static async Task<EventStreamResponse> BeginAsync(HttpContext context, string contentType = EventStream.MediaType)
    {
        context.Response.ContentType = contentType;
        context.Response.Headers.CacheControl = "no-cache";
        var response = new EventStreamResponse(context);
        response.Clock.Announce(context.Response);
        await response.FlushAsync();
        return response;
    }

    public Task WriteAsync(string data, string? type, string? id)
    {
        EventStreamEncoder.Write(Output, data, type, id);
        return FlushAsync();
    }

    public Task WriteCommentAsync(string text)
    {
        EventStreamEncoder.WriteComment(Output, text);
        return FlushAsync();
    }

    public Task WriteRetryAsync(TimeSpan time)
    {
        EventStreamEncoder.WriteRetry(Output, time);
        return FlushAsync();
    }

    public async Task WriteAsync(ReadOnlyMemory<byte> bytes) => await Output.WriteAsync(bytes, Aborted);

    private async Task FlushAsync() => await Output.FlushAsync(Aborted);
}
