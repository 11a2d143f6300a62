using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;

namespace StreamBook.Cli.Inspect;

/// <summary>
/// What nobody but the user may see: what the request proved itself with, cookies, and what looks like a token. It is
/// blacked out in all that is printed or saved, byte for byte, so that lengths stay what they were.
/// </summary>
internal sealed partial class Secrets
{
    private const char Black = '*';

    // A shorter value would be found in half of all words.
    private const int LeastLength = 6;

    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <summary>Learns what a request proves itself with.</summary>
    public Secrets(Uri? uri = null, IEnumerable<HeaderLine>? headers = null)
    {
        foreach (var value in uri is null ? [] : SecretQuery().Matches(uri.Query).Select(match => match.Groups[2].Value))
        {
            Learn(value);
            Learn(Uri.UnescapeDataString(value));
        }

        foreach (var header in headers?.Where(header => SecretName().IsMatch(header.Name)) ?? [])
        {
            // "Bearer x", "a=1; b=2": each part may stand alone elsewhere, but for the scheme, which is none.
            var parts = header.Value.Split([' ', ';', ','], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            foreach (var part in parts.Length > 1 && header.Name.EndsWith("authorization", StringComparison.OrdinalIgnoreCase) ? parts[1..] : parts)
                Learn(part[(part.IndexOf('=', StringComparison.Ordinal) is > 0 and var sign && sign < part.Length - 2 ? sign + 1 : 0)..]);
        }
    }

    /// <summary>The text without secrets.</summary>
    public string Mask(string text)
    {
        text = Token().Replace(text, match => new(Black, match.Length));
        foreach (var secret in _known)
            text = text.Replace(secret, new(Black, secret.Length), StringComparison.Ordinal);
        return SecretQuery().Replace(text, match => match.Groups[1].Value + new string(Black, match.Groups[2].Length));
    }

    /// <summary>An address without secrets, and without a name and password in front of its host.</summary>
    public Uri Mask(Uri uri) => new(Mask(new UriBuilder(uri) { UserName = "", Password = "" }.Uri.AbsoluteUri));

    /// <summary>A header line without secrets. Of a cookie the name stays.</summary>
    public HeaderLine Mask(HeaderLine header)
    {
        if (header.Name.Equals("Set-Cookie", StringComparison.OrdinalIgnoreCase))
            return header with { Value = CookieValue().Replace(header.Value, match => new(Black, match.Length)) };
        return header with { Value = SecretName().IsMatch(header.Name) ? new(Black, header.Value.Length) : Mask(header.Value) };
    }

    /// <summary>A capture without secrets: of what was sent and of what came.</summary>
    public Capture Mask(Capture capture)
    {
        var body = MaskBytes(capture.Body.AsSpan());
        var offset = 0;
        var reads = ImmutableArray.CreateBuilder<ArrivedBytes>(capture.Reads.Length);
        foreach (var read in capture.Reads)
        {
            reads.Add(read with { Bytes = [.. body.AsSpan(offset, read.Bytes.Length)] });
            offset += read.Bytes.Length;
        }

        return capture with
        {
            Name = Mask(capture.Name),
            Uri = Mask(capture.Uri),
            Headers = [.. capture.Headers.Select(Mask)],
            Reads = reads.DrainToImmutable(),
            Events = [.. capture.Events.Select(arrived => arrived with { Event = new(Mask(arrived.Event.Type), Mask(arrived.Event.Data), Mask(arrived.Event.LastEventId)) })],
            Failure = capture.Failure is null ? null : Mask(capture.Failure),
        };
    }

    // One character a byte: every byte stays where it was, whatever it is.
    private byte[] MaskBytes(ReadOnlySpan<byte> bytes)
    {
        var text = Token().Replace(Encoding.Latin1.GetString(bytes), match => new(Black, match.Length));
        foreach (var secret in _known)
        {
            var encoded = Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(secret));
            text = text.Replace(encoded, new(Black, encoded.Length), StringComparison.Ordinal);
        }

        return Encoding.Latin1.GetBytes(text);
    }

    private void Learn(string value)
    {
        if (value.Length >= LeastLength)
            _known.Add(value);
    }

    // Authorization, Proxy-Authorization, Cookie, X-Api-Key, X-Auth-Token, Ocp-Apim-Subscription-Key, X-Amz-Signature …
    [GeneratedRegex("authorization|cookie|token|secret|password|session|signature|credential|(^|[-_])(key|auth|apikey)($|[-_])", RegexOptions.IgnoreCase)]
    private static partial Regex SecretName();

    [GeneratedRegex("([?&](?:[^=&\\s]*(?:token|secret|passw|session|signature|credential|api[-_]?key|auth)[^=&\\s]*|key|sig|code|ticket)=)([^&#\\s\"'<>]+)", RegexOptions.IgnoreCase)]
    private static partial Regex SecretQuery();

    // A bearer token, a key of a model's service, a JSON web token (RFC 7519), whose first part begins with {" in base64url.
    [GeneratedRegex(@"(?<=\bBearer )[A-Za-z0-9._~+/=-]{6,}|\bsk-[A-Za-z0-9_-]{16,}|\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*")]
    private static partial Regex Token();

    [GeneratedRegex("(?<==)[^;]+(?=;|$)")]
    private static partial Regex CookieValue();
}
