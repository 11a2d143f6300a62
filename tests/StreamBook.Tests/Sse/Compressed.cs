using System.IO.Compression;
using System.Text;

namespace StreamBook.Tests;

/// <summary>Compresses as a server does that streams: whatever has been written can be read before the next is.</summary>
internal static class Compressed
{
    /// <summary>The text in the given codings, the first applied first. What follows the text in the format (its end) is left out unless wanted: an open stream has none.</summary>
    public static byte[] With(string codings, string text, bool isEnded = true)
    {
        var output = new MemoryStream();
        var stream = (Stream)output;
        foreach (var coding in codings.Split(", ").Reverse())
            stream = Compressor(coding, stream);
        stream.Write(Encoding.UTF8.GetBytes(text));
        stream.Flush();
        if (isEnded)
            stream.Dispose();
        return output.ToArray();
    }

    private static Stream Compressor(string coding, Stream output) => coding.ToLowerInvariant() switch
    {
        "gzip" or "x-gzip" => new GZipStream(output, CompressionLevel.Fastest),
        "deflate" => new ZLibStream(output, CompressionLevel.Fastest),
        "deflate without zlib" => new DeflateStream(output, CompressionLevel.Fastest),
        "br" => new BrotliStream(output, CompressionLevel.Fastest),
        "identity" => output,
        _ => throw new ArgumentException(coding),
    };
}
