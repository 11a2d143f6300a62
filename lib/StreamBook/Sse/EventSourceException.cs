using System.Net;

namespace StreamBook;

/// <summary>The server's answer is no event stream. The standard fails the connection for good then: it is not tried again (WHATWG HTML, section 9.2.3).</summary>
public sealed class EventSourceException : Exception
{
    internal EventSourceException(Uri uri, HttpStatusCode status, string? mediaType)
        : base($"{uri} is no event stream.\n  It answered {(int)status} {status} with the content type {mediaType ?? "(none)"}; an event source needs 200 and text/event-stream.\nAsk for the address with curl -i: the body may say why.")
    {
        Uri = uri;
        Status = status;
        MediaType = mediaType;
    }

    /// <summary>Who answered, after redirects.</summary>
    public Uri Uri { get; }

    /// <summary>The status of the answer.</summary>
    public HttpStatusCode Status { get; }

    /// <summary>The media type of the answer, without parameters; null if it names none.</summary>
    public string? MediaType { get; }
}
