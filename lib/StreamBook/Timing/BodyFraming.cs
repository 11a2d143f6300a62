namespace StreamBook;

/// <summary>How the receiver of a body knows where it ends (RFC 9112, section 6: https://www.rfc-editor.org/rfc/rfc9112#section-6).</summary>
public enum BodyFraming
{
    /// <summary>By the end of the connection. A body that was cut off looks whole.</summary>
    Close,

    /// <summary>By a chunk of no bytes.</summary>
    Chunked,

    /// <summary>By the number that <c>Content-Length</c> says.</summary>
    Length,

    /// <summary>By the end of a stream of HTTP/2 or HTTP/3, which says so.</summary>
    Stream,
}
