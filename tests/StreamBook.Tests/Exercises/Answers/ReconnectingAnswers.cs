using System.Collections.Immutable;
using System.Net;
using System.Net.ServerSentEvents;

namespace StreamBook.Tests;

internal static class ReconnectingAnswers
{
    public static ImmutableArray<TaskAnswers> All { get; } =
    [
        new("03.1")
        {
            NeedsLab = true,
            Right =
            [
                Retired("as the book", "return 204;"),
                Retired("gone", "return 410;"),
            ],
            Wrong =
            [
                Retired("as given", "default_type text/event-stream;\nreturn 200 \"event: closed\\ndata: moved\\n\\n\";", "Nothing is changed yet"),
                Retired("another event", "default_type text/event-stream; return 200 \"event: stop\\ndata: do not come back\\n\\n\";", "mistake:   an event tells a client not to come back"),
                Retired("a day", "default_type text/event-stream; return 200 \"retry: 86400000\\n\\n\";", "mistake:   a long reconnection time is an end"),
                Retired("a comment", "default_type text/event-stream; return 200 \": closed\\n\\n\";", "it comes back after 3 s"),
                Retired("a redirect to another stream", "absolute_redirect off; return 301 /clock?count=1;", "an event source asks once, and never again"),
            ],
        },
        new("03.2")
        {
            NeedsLab = true,
            Right =
            [
                new("as the book", () => Server()),
                new("a list, and the rest of it skipped", () => Server("""
                    var ids = Enumerable.Range(0, count + 1).Select(n => $"{n}").ToList();
                    var have = asked == "" ? 0 : ids.IndexOf(asked);
                    http.Response.StatusCode = have == count ? 204 : 200;
                    if (have == count) return;
                    http.Response.Headers.ContentType = "text/event-stream";
                    if (have < 0) await Send("event: reset\ndata: sorry\n\n");
                    foreach (var id in ids.Skip(Math.Max(have, 0) + 1)) await Send($"data: order {id}\nid: {id}\n\n");
                    """)),
            ],
            Wrong =
            [
                new("left out", () => Server(""), "Not solved yet"),
                new("empty", () => " ", "Not solved yet"),
                new("a constant", () => Server("http.Response.ContentType = \"text/event-stream\"; await Send(\"id: 1\\ndata: order 1\\n\\n\");"), "a new client gets all events, each with its ID"),
                new("the header not read", () => Server(first: "1", rest: "", reset: ""), "mistake:   IDs in the events are enough"),
                new("one too early", () => Server(first: "Math.Max(last, 1)"), "mistake:   `Last-Event-ID` names the event that is wanted"),
                new("no 204", () => Server(rest: ""), "mistake:   a stream ends by being closed"),
                new("every ID taken", () => Server(reset: ""), "mistake:   every ID is one of ours"),
            ],
        },
        new("03.3")
        {
            NeedsLab = true,
            Right =
            [
                new("as the book", () => Follow()),
                new("by the book's client, read again after each failure", () => (Func<Uri, Action<string>, Task>)(async (address, got) =>
                {
                    using var client = new EventSourceClient(address, new() { CreateRequest = () => new(HttpMethod.Post, address), ReconnectionTime = TimeSpan.FromMilliseconds(100), MaxBackOff = TimeSpan.FromSeconds(1) });
                    while (true)
                    {
                        try
                        {
                            await foreach (var one in client.ReadAsync())
                                got(one.Data);
                            return;
                        }
                        catch (EventSourceException)
                        {
                            await Task.Delay(100);
                        }
                    }
                })),
            ],
            Wrong =
            [
                new("left out", () => (Func<Uri, Action<string>, Task>)((_, _) => Task.CompletedTask), "Not solved yet"),
                new("the visible example", () => (Func<Uri, Action<string>, Task>)((_, got) => { got("{\"n\":1}"); return Task.CompletedTask; }), "a connection that is cut costs nothing and doubles nothing"),
                new("read once", () => Follow(again: false), "mistake:   a broken connection is an end"),
                new("without the ID", () => Follow(sendsId: false), "mistake:   asking again is enough"),
                new("502 is an end", () => Follow(endsAt: HttpStatusCode.BadGateway), "It ended before 204 came."),
                new("with GET", () => Follow(method: "GET"), "it asks with POST"),
                new("a refused connection is thrown", () => Follow(catchesRefusal: false), "HttpRequestException") { Outcome = CheckOutcome.ProgramBroke },
            ],
        },
        new("03.4")
        {
            Right =
            [
                new("as the book", () => Serve((start, n) => $"{start}-{n}", Known)),
                new("the number first, looked up", () => Serve((start, n) => $"{n}.{start}", (start, count, last) => Enumerable.Range(1, count).Cast<int?>().FirstOrDefault(n => last == $"{n}.{start}"))),
            ],
            Wrong =
            [
                new("left out", () => (Func<string, List<string>, string, IEnumerable<string>?>)((_, _, _) => null), "Not solved yet"),
                new("a constant", () => (Func<string, List<string>, string, IEnumerable<string>>)((_, _, _) => ["id: 1\ndata: first\n\n"]), "a new client gets all there is"),
                new("numbers", () => Serve((_, n) => $"{n}", (_, count, last) => int.TryParse(last, out var n) && n <= count ? n : null), "mistake:   a number is an ID"),
                new("random IDs", () => Serve((_, n) => $"{Guid.NewGuid():N}", (_, _, _) => null), "it goes on behind the last ID"),
                new("the header not read", () => Serve((start, n) => $"{start}-{n}", (_, _, _) => 0), "mistake:   IDs in the events are enough"),
                new("the last one again", () => Serve((start, n) => $"{start}-{n}", (start, count, last) => Known(start, count, last) - 1), "mistake:   `Last-Event-ID` names the event that is wanted"),
                new("an unknown ID is none", () => Serve((start, n) => $"{start}-{n}", (start, count, last) => Known(start, count, last) ?? 0), "leads to `reset`"),
            ],
        },
    ];

    private static ExpectedAnswer Retired(string name, string location, string says = "") => new(name, () => Recipe.Recommended.With($"location = /prices {{\n{location}\n}}", NginxContext.Server), says);

    private static string Server(string first = "last + 1", string rest = "if (isKnown && last == count) { http.Response.StatusCode = 204; return; }", string reset = "if (asked != \"\" && !isKnown) await Send(\"event: reset\\ndata: anew\\n\\n\");") => Server($$"""
        var isKnown = int.TryParse(asked, out var last) && last >= 0 && last <= count;
        if (!isKnown) last = 0;
        {{rest}}
        http.Response.ContentType = "text/event-stream";
        {{reset}}
        for (var n = {{first}}; n <= count; n++) { await Send($"id: {n}\ndata: order {n}\n\n"); await Task.Delay(10); }
        """);

    private static string Server(string handler) => $$"""
        #:sdk Microsoft.NET.Sdk.Web
        var app = WebApplication.Create(args);
        app.MapGet("/orders", async (HttpContext http, int count) =>
        {
            Task Send(string text) => http.Response.WriteAsync(text);
            var asked = http.Request.Headers["Last-Event-ID"].ToString();
            {{handler}}
        });
        app.Run();
        """;

    private static Func<Uri, Action<string>, Task> Follow(bool again = true, bool sendsId = true, HttpStatusCode? endsAt = null, string method = "POST", bool catchesRefusal = true) => async (address, got) =>
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        for (var last = ""; ; await Task.Delay(50))
        {
            try
            {
                using var ask = new HttpRequestMessage(new(method), address);
                if (sendsId && last.Length > 0)
                    ask.Headers.Add("Last-Event-ID", last);
                using var answer = await http.SendAsync(ask, HttpCompletionOption.ResponseHeadersRead);
                if (answer.StatusCode == HttpStatusCode.NoContent || (endsAt is not null && answer.StatusCode is HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout))
                    return;
                if (answer.StatusCode != HttpStatusCode.OK)
                    continue;
                await foreach (var item in SseParser.Create(await answer.Content.ReadAsStreamAsync()).EnumerateAsync())
                {
                    got(item.Data);
                    last = item.EventId ?? last;
                }
            }
            catch (HttpRequestException) when (catchesRefusal)
            {
            }
            catch (IOException)
            {
            }

            if (!again)
                return;
        }
    };

    private static int? Known(string start, int count, string last) =>
        last.Split('-') is [var boot, var number] && boot == start && int.TryParse(number, out var n) && n >= 0 && n <= count ? n : null;

    private static Func<string, List<string>, string, IEnumerable<string>> Serve(Func<string, int, string> id, Func<string, int, string, int?> known) => (start, log, last) =>
    {
        var have = last.Length == 0 ? 0 : known(start, log.Count, last);
        IEnumerable<string> events = log.Select((data, index) => $"id: {id(start, index + 1)}\ndata: {data}\n\n").Skip(have ?? 0);
        return have is null ? events.Prepend("event: reset\ndata: anew\n\n") : events;
    };
}
