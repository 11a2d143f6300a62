using System.Net;
using StreamBook.Sse;

namespace StreamBook;

/// <summary>The server's answer is no event stream that can be read. The standard fails the connection for good then: it is not tried again (WHATWG HTML, section 9.2.3).</summary>
public sealed class EventSourceException : Exception
{
    private EventSourceException(HttpResponseMessage response, Uri uri, string message, Exception? inner = null)
        : base(message, inner)
    {
        Uri = uri;
        Status = response.StatusCode;
        MediaType = response.Content.Headers.ContentType?.MediaType;
        ContentEncoding = ContentCodings.Of(response.Content).ToString() is { Length: > 0 } codings ? codings : null;
    }

    /// <summary>Who answered, after redirects.</summary>
    public Uri Uri { get; }

    /// <summary>The status of the answer.</summary>
    public HttpStatusCode Status { get; }

    /// <summary>The media type of the answer, without parameters; null if it names none.</summary>
    public string? MediaType { get; }

    /// <summary>How the body of the answer is compressed, as its header Content-Encoding says; null if it has none.</summary>
    public string? ContentEncoding { get; }

    internal static EventSourceException NoEventStream(HttpResponseMessage response, Uri uri) => new(response, uri, $"""
        {uri} is no event stream.
          It answered {Answer(response)} with the content type {response.Content.Headers.ContentType?.MediaType ?? "(none)"}; an event source needs 200 and text/event-stream.
        Ask for the address with curl -i: the body may say why.
        """);

    internal static EventSourceException UnknownCoding(HttpResponseMessage response, Uri uri, ContentCodings codings) => new(response, uri, $"""
        {uri} is an event stream that cannot be decompressed.
          It answered {Answer(response)} with Content-Encoding: {codings}; {codings.Unknown} cannot be decoded here, gzip, deflate and br can.
        Ask for a stream without compression: send the header Accept-Encoding: identity, with EventSourceOptions.CreateRequest. Without that header a server may choose any coding (RFC 9110, section 12.5.3).
        """);

    internal static EventSourceException NotAsCoded(HttpResponseMessage response, Uri uri, ContentCodings codings, Exception inner) => new(response, uri, $"""
        {uri} is an event stream that cannot be decompressed.
          It answered {Answer(response)} with Content-Encoding: {codings}, and its body is not that.
        Look at its first bytes: curl -s --raw {uri} | head -c 64 | xxd. Readable text there means that something on the way added the header or removed the compression, and not both.
        """, inner);

    private static string Answer(HttpResponseMessage response) => $"{(int)response.StatusCode} {response.StatusCode}";
}
