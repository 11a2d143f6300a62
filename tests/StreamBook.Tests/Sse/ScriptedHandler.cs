using System.IO.Pipelines;
using System.Net;
using System.Text;

namespace StreamBook.Tests;

internal sealed record SeenRequest(string Method, string? LastEventId, string? Accept, string? CacheControl, string? Body);

/// <summary>Answers each request with the next of the script.</summary>
internal sealed class ScriptedHandler : HttpMessageHandler
{
    private readonly Queue<Func<HttpResponseMessage>> _script = [];

    public List<SeenRequest> Requests { get; } = [];

    public ScriptedHandler Answer(string body) => Answer(HttpStatusCode.OK, EventStream.MediaType, body);

    public ScriptedHandler Answer(HttpStatusCode status) => Answer(status, null, "");

    public ScriptedHandler Answer(HttpStatusCode status, string? contentType, string body) =>
        Next(() => Response(status, contentType, new MemoryStream(Encoding.UTF8.GetBytes(body))));

    public ScriptedHandler AnswerCoded(string contentEncoding, byte[] body) => Next(() =>
    {
        var response = Response(HttpStatusCode.OK, EventStream.MediaType, new MemoryStream(body));
        response.Content.Headers.TryAddWithoutValidation("Content-Encoding", contentEncoding);
        return response;
    });

    public ScriptedHandler Refuse() => Next(() => throw new HttpRequestException("refused"));

    public ScriptedHandler AnswerThenBreakOff(string body) =>
        Next(() => Response(HttpStatusCode.OK, EventStream.MediaType, new BrokenStream(Encoding.UTF8.GetBytes(body))));

    public ScriptedHandler AnswerThenHoldOpen(string body) => Next(() =>
    {
        var pipe = new Pipe();
        pipe.Writer.AsStream().Write(Encoding.UTF8.GetBytes(body));
        pipe.Writer.AsStream().Flush();
        return Response(HttpStatusCode.OK, EventStream.MediaType, pipe.Reader.AsStream());
    });

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Requests.Add(new(
            request.Method.Method,
            request.Headers.TryGetValues("Last-Event-ID", out var ids) ? string.Join('|', ids) : null,
            request.Headers.Accept.ToString(),
            request.Headers.CacheControl?.ToString(),
            request.Content is null ? null : await request.Content.ReadAsStringAsync(cancellationToken)));
        var response = _script.Dequeue()();
        response.RequestMessage = request;
        return response;
    }

    private static HttpResponseMessage Response(HttpStatusCode status, string? contentType, Stream body)
    {
        var response = new HttpResponseMessage(status) { Content = new StreamContent(body) };
        if (contentType is not null)
            response.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return response;
    }

    private ScriptedHandler Next(Func<HttpResponseMessage> answer)
    {
        _script.Enqueue(answer);
        return this;
    }

    private sealed class BrokenStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await base.ReadAsync(buffer, cancellationToken) is > 0 and var byteCount ? byteCount : throw new IOException("broken off");
    }
}
