using System.Text.RegularExpressions;

namespace StreamBook.Tests;

/// <summary>The words of the WHATWG's standard, RFC 6455 and nginx, in running text: neither in code nor in what somebody else said.</summary>
internal static partial class TermRules
{
    private static readonly (Regex Wrong, string Right)[] _terms =
    [
        (new(@"\b(Web ?socket|WEB ?SOCKET|Web-[Ss]ocket|web[ -]?socket|Web Socket)s?\b"), "WebSocket"),
        (new(@"\b(Nginx|NGINX|NGinx|NginX)\b"), "nginx"),
        (new(@"\b(?!Server-Sent Events\b)[Ss]erver[- ][Ss]ent[- ][Ee]vents?\b"), "Server-Sent Events"),
        (new(@"\b([Ee]vent-[Ss]treams?|[Ee]ventstreams?|EventStreams?|Event Streams?)\b"), "event stream"),
        (new(@"\b([Ee]vent-[Ss]ources?|[Ee]ventsources?|EventSources?|Event Sources?)\b"), "event source, or `EventSource`"),
        (new(@"\b(?!last event ID\b|Last event ID\b)[Ll]ast[- ][Ee]vent[- ][Ii][Dd]\b"), "last event ID, or `Last-Event-ID`"),
        (new(@"\b([Ii]d|[Ii]ds|ID's)\b"), "ID, IDs"),
        (new(@"\b([Rr]etry|[Rr]econnect|[Rr]etrying|[Rr]econnecting) (time|interval|delay)\b"), "reconnection time"),
        (new(@"\b([Mm]ask|[Mm]asking)[- ]?[Kk]eys?\b(?<!masking keys?)(?<!Masking keys?)"), "masking key"),
        (new(@"\b([Oo]p[- ][Cc]ode|OpCode|Opcode(?<=\w Opcode))s?\b"), "opcode"),
        (new(@"\b([Cc]losing code|[Cc]lose status|[Ss]tatus code 1\d\d\d)\b"), "close code"),
        (new(@"\b([Cc]ontrol (message|packet)s?|[Pp]ing (message|packet)s?)\b"), "control frame, ping frame"),
        (new(@"\b([Uu]pgrade|[Ii]nitial|WebSocket) handshakes?\b"), "opening handshake"),
        (new(@"\b([Bb]ack[- ]end|BackEnd)s?\b"), "backend"),
        (new(@"\b([Hh]eart[- ][Bb]eat|[Kk]eep[- ]alive comment)s?\b"), "heartbeat"),
        (new(@"\b(http|Http|https|Https|HTTP2|HTTP1|HTTP 2|HTTP 1\.1)\b"), "HTTP, HTTPS, HTTP/2"),
        (new(@"\b(sse|Sse|cors|Cors|json|Json|tls|Tls|utf-?8|Utf-?8|UTF8|url|Url|GZIP|Gzip|GZip)\b"), "SSE, CORS, JSON, TLS, UTF-8, URL, gzip"),
    ];

    public static IEnumerable<string> Spelling(CourseNotebook notebook) =>
        from text in notebook.Text
        let prose = Prose(text)
        from term in _terms
        from Match match in term.Wrong.Matches(prose)
        select $"“{Around(prose, match)}”: {term.Right}.";

    /// <summary>A text without what is not said in the notebook's own words: code blocks, code, targets of links, and what stands in quotation marks.</summary>
    public static string Prose(string text) => NotProse().Replace(text, "\uFFFC");

    /// <summary>What is found, with a few words before and after it.</summary>
    public static string Around(string text, Match match) =>
        text[Math.Max(0, match.Index - 20)..Math.Min(text.Length, match.Index + match.Length + 20)].ReplaceLineEndings(" ");

    [GeneratedRegex("""(?s:```.*?```)|`[^`\n]+`|\]\([^)\s]+\)|"[^"\n]+"|“[^”\n]+”""")]
    private static partial Regex NotProse();
}
