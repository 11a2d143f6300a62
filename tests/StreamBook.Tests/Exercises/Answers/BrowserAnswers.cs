using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;

namespace StreamBook.Tests;

internal static class BrowserAnswers
{
    private const string Permissions = "add_header Access-Control-Allow-Origin $allowed; add_header Access-Control-Allow-Credentials true;";

    // As the book's solution; what a wrong answer does otherwise is put in its place.
    private const string Parser = """
        function parser(dispatch) {
            const decoder = new TextDecoder();
            let rest = "", data = [], type = "", id = "", cr = false;
            const line = text => {
                const [, name, value] = /^([^:]*):? ?(.*)$/s.exec(text);
                if (name == "data") data.push(value);
                if (name == "event") type = value;
                if (name == "id" && !value.includes("\0")) id = value;
                if (text != "") return;
                if (data.length) dispatch({ type: type || "message", data: data.join("\n"), id });
                [data, type] = [[], ""];
            };
            return piece => {
                const text = decoder.decode(piece, { stream: true });
                const lines = (rest + (cr ? text.replace(/^\n/, "") : text)).split(/\r\n|\n|\r/);
                if (text) cr = text.endsWith("\r");
                rest = lines.pop();
                lines.forEach(line);
            };
        }
        """;

    private const string ByCharacter = """
        const parser = dispatch => {
            const decoder = new TextDecoder("utf-8");
            let text = "", wasCr = false, fields = { data: null, event: "", id: "" };
            function end() {
                if (text === "") {
                    if (fields.data !== null) dispatch({ type: fields.event || "message", data: fields.data.slice(1), id: fields.id });
                    fields = { data: null, event: "", id: fields.id };
                    return;
                }
                const colon = text.indexOf(":");
                const name = colon < 0 ? text : text.slice(0, colon);
                let value = colon < 0 ? "" : text.slice(colon + 1);
                if (value.startsWith(" ")) value = value.slice(1);
                text = "";
                if (name === "data") fields.data = (fields.data ?? "") + "\n" + value;
                else if (name === "event") fields.event = value;
                else if (name === "id" && value.indexOf("\0") < 0) fields.id = value;
            }
            return bytes => {
                for (const character of decoder.decode(bytes, { stream: true })) {
                    if (character === "\n" && wasCr) { wasCr = false; continue; }
                    wasCr = character === "\r";
                    if (character === "\n" || character === "\r") { end(); text = ""; } else text += character;
                }
            };
        };
        """;

    public static ImmutableArray<TaskAnswers> All { get; } =
    [
        new("08.1")
        {
            NeedsLab = true,
            Right =
            [
                new("as the book", () => Allow(origin => Mapped($"\"{origin}\" $http_origin;").With($"{Permissions} add_header Vary Origin;"))),
                new("always the one", () => Allow(origin => Recipe.Recommended.With($"add_header Access-Control-Allow-Origin {origin}; add_header Access-Control-Allow-Credentials true;"))),
            ],
            Wrong =
            [
                new("as given", () => Allow(_ => Recipe.Recommended), "Nothing is changed yet"),
                new("left out", () => Allow(_ => null), "Not solved yet"),
                new("a star", () => Allow(_ => Recipe.Recommended.With("add_header Access-Control-Allow-Origin *; add_header Access-Control-Allow-Credentials true;")), "mistake:   a star allows credentials"),
                new("whoever asks", () => Allow(_ => Recipe.Recommended.With("add_header Access-Control-Allow-Origin $http_origin; add_header Access-Control-Allow-Credentials true; add_header Vary Origin;")), "mistake:   to send the origin back is to check it"),
                new("a pattern", () => Allow(origin => Mapped($"\"~{origin}\" $http_origin;").With($"{Permissions} add_header Vary Origin;")), "mistake:   a pattern that matches a part is a comparison"),
                new("no credentials", () => Allow(origin => Mapped($"\"{origin}\" $http_origin;").With("add_header Access-Control-Allow-Origin $allowed; add_header Vary Origin;")), "arrived:   no Access-Control-Allow-Credentials line"),
                new("no word to a cache", () => Allow(origin => Mapped($"\"{origin}\" $http_origin;").With(Permissions)), "mistake:   an answer that depends on a header needs no word about it"),
            ],
        },
        new("08.2")
        {
            NeedsLab = true,
            Right = [new("as the book", () => Parser), new("character by character", () => ByCharacter)],
            Wrong =
            [
                new("left out", () => "function parser(dispatch) { return null; }", "Not solved yet"),
                new("empty", () => "", "Not solved yet"),
                new("each piece on its own", () => Parser.Replace("(rest + (cr", "((cr"), "mistake:   a piece is a whole event"),
                new("a decoder for each piece", () => Parser.Replace("decoder.decode(piece, { stream: true })", "new TextDecoder().decode(piece)"), "mistake:   each piece is text"),
                new("LF only", () => Parser.Replace(@"/\r\n|\n|\r/", "\"\\n\""), "mistake:   only LF ends a line"),
                new("a CR that waits for more", () => Parser.Replace(@"/\r\n|\n|\r/", @"/\r\n|\n|\r(?!$)/").Replace("cr = text.endsWith(\"\\r\")", "cr = false"), "the script dispatches what a browser's own reader does"),
                new("spaces trimmed", () => Parser.Replace("/s.exec(text);", "/s.exec(text).map(part => part.trim());"), "mistake:   spaces around a value do not count"),
                new("what remains dispatched", () => Parser.Replace("lines.forEach(line);", "lines.forEach(line); if (rest == \"\" && data.length > 0) line(\"\");"), "the script dispatches what a browser's own reader does"),
                Broken("no such function", "const reader = 1;", "ReferenceError"),
                Broken("no JavaScript", "var parser = {", "SyntaxError"),
                Broken("throwing", "function parser() { return () => { throw new TypeError('no'); }; }", "It threw TypeError."),
                Broken("endless", "function parser() { return () => { while (true); }; }", "It was still running after 3 s."),
                Broken("flooding", "function parser(dispatch) { return () => { while (true) dispatch({ type: 'a', data: 'b', id: '' }); }; }", "10,000 events"),
            ],
        },
        new("08.3")
        {
            Right =
            [
                new("as the book", () => Tickets((time, life) =>
                {
                    var tickets = new ConcurrentDictionary<string, (string User, DateTimeOffset Until)>();
                    return (user => Sold(tickets, user, time.GetUtcNow() + life),
                        ticket => tickets.TryRemove(ticket, out var found) && time.GetUtcNow() < found.Until ? found.User : null);
                })),
                new("under a lock, in base64url", () => Tickets((time, life) =>
                {
                    var (tickets, gate) = (new Dictionary<string, (string User, long Began)>(), new Lock());
                    return (user =>
                    {
                        var ticket = Convert.ToBase64String(RandomNumberGenerator.GetBytes(18)).Replace('+', '-').Replace('/', '_');
                        lock (gate)
                            tickets[ticket] = (user, time.GetTimestamp());
                        return ticket;
                    }, ticket =>
                    {
                        lock (gate)
                            return tickets.Remove(ticket, out var found) && time.GetElapsedTime(found.Began) < life ? found.User : null;
                    });
                })),
            ],
            Wrong =
            [
                new("left out", () => Tickets((_, _) => (null!, null!)), "Not solved yet"),
                new("a constant", () => Tickets((_, _) => (user => user, ticket => ticket)), "it is torn when it is shown"),
                new("shown again", () => Tickets((time, life) =>
                {
                    var tickets = new ConcurrentDictionary<string, (string User, DateTimeOffset Until)>();
                    return (user => Sold(tickets, user, time.GetUtcNow() + life), ticket => tickets.TryGetValue(ticket, out var found) && time.GetUtcNow() < found.Until ? found.User : null);
                }), "mistake:   a ticket may be shown again"),
                new("for ever", () => Tickets((time, _) =>
                {
                    var tickets = new ConcurrentDictionary<string, (string User, DateTimeOffset Until)>();
                    return (user => Sold(tickets, user, default), ticket => tickets.TryRemove(ticket, out var found) ? found.User : null);
                }), "mistake:   a ticket that is not shown stays good"),
                new("numbered", () => Tickets((time, life) =>
                {
                    var (tickets, count) = (new ConcurrentDictionary<string, (string User, DateTimeOffset Until)>(), 0);
                    return (user =>
                    {
                        var ticket = $"ticket-of-this-server-{Interlocked.Increment(ref count):D12}";
                        tickets[ticket] = (user, time.GetUtcNow() + life);
                        return ticket;
                    }, ticket => tickets.TryRemove(ticket, out var found) && time.GetUtcNow() < found.Until ? found.User : null);
                }), "mistake:   what nobody was told cannot be guessed"),
                new("in base64", () => Tickets((time, life) =>
                {
                    var tickets = new ConcurrentDictionary<string, (string User, DateTimeOffset Until)>();
                    return (user =>
                    {
                        var ticket = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
                        tickets[ticket] = (user, time.GetUtcNow() + life);
                        return ticket;
                    }, ticket => tickets.TryRemove(ticket, out var found) && time.GetUtcNow() < found.Until ? found.User : null);
                }), "it may stand in an address as it is"),
                new("looked at, then torn", () => Tickets((time, life) =>
                {
                    var tickets = new ConcurrentDictionary<string, (string User, DateTimeOffset Until)>();
                    return (user => Sold(tickets, user, time.GetUtcNow() + life), ticket =>
                    {
                        if (!tickets.TryGetValue(ticket, out var found) || time.GetUtcNow() >= found.Until)
                            return null;
                        tickets.TryRemove(ticket, out _);
                        return found.User;
                    });
                }), "mistake:   first look, then tear"),
            ],
        },
        new("08.4")
        {
            NeedsLab = true,
            Right =
            [
                new("as the book", () => Recipe.Recommended.WithSelfSignedCertificate().With("http2 on;", NginxContext.Server)),
                new("with room for more", () => Recipe.Bare.With("proxy_buffering off;").With("http2 on; http2_max_concurrent_streams 256;", NginxContext.Server).WithSelfSignedCertificate()),
            ],
            Wrong =
            [
                new("as given", () => Recipe.Recommended, "Nothing is changed yet"),
                new("HTTP/2 without TLS", () => Recipe.Recommended.With("http2 on;", NginxContext.Server), "mistake:   HTTP/2 needs no TLS"),
                new("TLS without HTTP/2", () => Recipe.Recommended.WithSelfSignedCertificate(), "6 streams open over HTTP/1.1"),
                new("more connections in nginx", () => Recipe.Recommended.With("events { worker_connections 1024; }", NginxContext.Main), "6 streams open over HTTP/1.1"),
                new("few streams", () => Recipe.Recommended.WithSelfSignedCertificate().With("http2 on; http2_max_concurrent_streams 3;", NginxContext.Server), "3 streams open over HTTP/2.0"),
            ],
        },
    ];

    private static Func<string, NginxConfiguration?> Allow(Func<string, NginxConfiguration?> allow) => allow;

    private static Func<TimeProvider, TimeSpan, (Func<string, string> Issue, Func<string, string?> Redeem)> Tickets(Func<TimeProvider, TimeSpan, (Func<string, string> Issue, Func<string, string?> Redeem)> tickets) => tickets;

    private static ExpectedAnswer Broken(string name, string script, string says) => new(name, () => script, says) { Outcome = CheckOutcome.ProgramBroke };

    private static NginxConfiguration Mapped(string line) => Recipe.Recommended.With($"map $http_origin $allowed {{ default \"\"; {line} }}", NginxContext.Http);

    private static string Sold(ConcurrentDictionary<string, (string User, DateTimeOffset Until)> tickets, string user, DateTimeOffset until)
    {
        var ticket = RandomNumberGenerator.GetHexString(32, lowercase: true);
        tickets[ticket] = (user, until);
        return ticket;
    }
}
