using System.Collections.Immutable;
using System.IO.Compression;
using System.IO.Pipelines;

namespace StreamBook.Sse;

/// <summary>
/// How the body of a response is compressed (RFC 9110, section 8.4: https://www.rfc-editor.org/rfc/rfc9110#section-8.4).
/// A server may compress without having been asked: without <c>Accept-Encoding</c> in the request "any content coding is
/// considered acceptable by the user agent" (section 12.5.3), so a reader of event streams has to look.
/// </summary>
internal sealed class ContentCodings
{
    private const string Header = "Content-Encoding";

    private readonly ImmutableArray<string> _names;

    private ContentCodings(ImmutableArray<string> names) => _names = names;

    /// <summary>The first that cannot be decoded; null if all can.</summary>
    public string? Unknown => _names.FirstOrDefault(name => Decoder(name) is null);

    /// <summary>The codings of a response. The header is read as it came: the framework's own list leaves out in silence what is not a token.</summary>
    public static ContentCodings Of(HttpContent content) => new(
        content.Headers.NonValidated.TryGetValues(Header, out var lines)
            ? [.. lines.SelectMany(line => line.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))]
            : []);

    /// <summary>The body decoded; each read returns as soon as the compressed bytes that have arrived make some.</summary>
    /// <param name="body">The body as it arrives. The codings are listed "in the order in which they were applied", so the last is undone first.</param>
    /// <param name="cancellationToken">Gives up and throws.</param>
    /// <exception cref="NotSupportedException">One of the codings is <see cref="Unknown"/>.</exception>
    public async ValueTask<Stream> DecodeAsync(Stream body, CancellationToken cancellationToken)
    {
        foreach (var name in _names.Reverse())
            body = await (Decoder(name) ?? throw new NotSupportedException($"The coding {name} cannot be decoded."))(body, cancellationToken);
        return body;
    }

    /// <summary>Whether reading failed because the bytes are not what the header says they are.</summary>
    /// <remarks>Of the framework's decoders the one for br throws the other exception.</remarks>
    public bool IsRefutedBy(Exception failure) =>
        failure is InvalidDataException
        || (failure is InvalidOperationException and not ObjectDisposedException && _names.Contains("br", StringComparer.OrdinalIgnoreCase));

    /// <summary>The value of the header, on one line.</summary>
    public override string ToString() => string.Join(", ", _names);

    // "All content codings are case-insensitive" (section 8.4.1). gzip and x-gzip are the same (8.4.1.3). "identity" should not
    // be in this header (12.5.3), yet ASP.NET Core sends it with event streams to keep others from compressing them.
    private static Func<Stream, CancellationToken, ValueTask<Stream>>? Decoder(string name) => name.ToLowerInvariant() switch
    {
        "identity" => static (body, _) => ValueTask.FromResult(body),
        "gzip" or "x-gzip" => static (body, _) => ValueTask.FromResult<Stream>(new GZipStream(body, CompressionMode.Decompress)),
        "br" => static (body, _) => ValueTask.FromResult<Stream>(new BrotliStream(body, CompressionMode.Decompress)),
        "deflate" => InflateAsync,
        _ => null,
    };

    // Deflate is the zlib format, but "some non-conformant implementations send the "deflate" compressed data without the
    // zlib wrapper" (8.4.1.2). In zlib's first byte the lower half is 8, which no compressor begins raw data with.
    private static async ValueTask<Stream> InflateAsync(Stream body, CancellationToken cancellationToken)
    {
        var pipe = PipeReader.Create(body);
        var first = (await pipe.ReadAsync(cancellationToken)).Buffer;
        var isZlib = first.IsEmpty || (first.FirstSpan[0] & 0x0F) == 8;
        pipe.AdvanceTo(first.Start);
        return isZlib ? new ZLibStream(pipe.AsStream(), CompressionMode.Decompress) : new DeflateStream(pipe.AsStream(), CompressionMode.Decompress);
    }
}
