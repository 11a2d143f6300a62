using System.Collections.Immutable;
using System.Net;
using System.Text.Json;

namespace StreamBook.Tests;

internal static class ChatAnswers
{
    public static ImmutableArray<TaskAnswers> All { get; } =
    [
        new("02.1")
        {
            Right =
            [
                new("as the book", () => Read()),
                new("from the end to the beginning", () => (Func<string[], (string?, int?, string?)>)(data =>
                {
                    var texts = new Stack<string?>();
                    var (tokens, ending) = ((int?)null, (string?)null);
                    foreach (var json in data.Reverse().Where(text => text.StartsWith('{')).Select(text => JsonElement.Parse(text)))
                    {
                        ending ??= json.TryGetProperty("error", out _) ? "error" : null;
                        if (json.GetProperty("error", "choices") is { ValueKind: JsonValueKind.Array } choices && choices.GetArrayLength() > 0)
                        {
                            ending ??= choices[0].GetProperty("finish_reason").GetString();
                            texts.Push(choices[0].GetProperty("delta").TryGetProperty("content", out var content) ? content.GetString() : "");
                        }

                        tokens ??= json.TryGetProperty("usage", out var usage) ? usage.GetProperty("completion_tokens").GetInt32() : null;
                    }

                    return (string.Concat(texts), tokens, ending ?? "cut");
                })),
            ],
            Wrong =
            [
                new("left out", () => (Func<string[], (string?, int?, string?)>)(_ => default), "Not solved yet"),
                new("the visible example", () => (Func<string[], (string?, int?, string?)>)(_ => ("A stream is an", 4, "stop")), "a complete answer is put together"),
                new("a space between tokens", () => Read(joint: " "), "mistake:   a space belongs between two tokens"),
                new("done is done", () => Read(ending: (data, _) => data[^1] == "[DONE]" ? "stop" : "cut"), "mistake:   `[DONE]` says that the answer is complete"),
                new("an end is an end", () => Read(ending: (_, reason) => reason is "cut" or "error" ? "stop" : reason), "mistake:   a stream that ends is complete"),
                new("choices[0] of every event", () => (Func<string[], (string?, int?, string?)>)(data => (string.Concat(data.Where(text => text != "[DONE]").Select(text => JsonElement.Parse(text).GetProperty("choices")[0].GetProperty("delta")).Select(delta => delta.TryGetProperty("content", out var content) ? content.GetString() : "")), null, "stop")),
                    "IndexOutOfRangeException") { Outcome = CheckOutcome.ProgramBroke },
            ],
        },
        new("02.2")
        {
            Right =
            [
                new("as the book", () => Measure(times => (times[0], (times.Count - 1) / (times[^1] - times[0]).TotalSeconds, Longest(times)))),
                new("the mean gap turned over", () => Measure(times => (times.Min(), 1000 / times.Zip(times.Skip(1), (one, next) => (next - one).TotalMilliseconds).Average(), Longest(times)))),
            ],
            Wrong =
            [
                new("left out", () => (Func<Capture, (TimeSpan, double, TimeSpan)>)(_ => default), "Not solved yet"),
                new("a constant", () => (Func<Capture, (TimeSpan, double, TimeSpan)>)(_ => (TimeSpan.FromMilliseconds(300), 25, TimeSpan.FromMilliseconds(40))), "the time to first token is that of the first text"),
                new("the first event", () => (Func<Capture, (TimeSpan, double, TimeSpan)>)(capture => (capture.TimeToFirstEvent!.Value, 1, capture.Gaps.Max())), "mistake:   the first event is the first token"),
                new("the pace since the request", () => Measure(times => (times[0], times.Count / times[^1].TotalSeconds, Longest(times))), "mistake:   the pace counts from the request"),
                new("the wait is a gap", () => Measure(times => (times[0], (times.Count - 1) / (times[^1] - times[0]).TotalSeconds, Longest([TimeSpan.Zero, .. times]))), "mistake:   the wait for the first token is a gap"),
            ],
        },
        new("02.3")
        {
            NeedsLab = true,
            Right =
            [
                new("nothing is drained", () => FirstWords(TimeSpan.Zero, HttpVersion.Version11)),
                new("over HTTP/2", () => FirstWords(TimeSpan.FromSeconds(2), HttpVersion.Version20)),
            ],
            Wrong =
            [
                new("left out", () => (Func<Uri, int, Task<string?>>)((_, _) => Task.FromResult<string?>(null)), "Not solved yet"),
                new("a constant", () => (Func<Uri, int, Task<string?>>)((_, _) => Task.FromResult<string?>("A stream is an answer that")), "the first tokens are returned, and no more"),
                new("left as it is", () => FirstWords(TimeSpan.FromSeconds(2), HttpVersion.Version11), "mistake:   a client that stops reading has stopped the model"),
                new("read to its end", () => (Func<Uri, int, Task<string?>>)(async (address, count) =>
                {
                    var answer = await Capture.EventStreamAsync(address, new() { Body = """{"model":"any","stream":true}""" });
                    return string.Concat(answer.Events.Skip(1).Take(count).Select(arrived => JsonElement.Parse(arrived.Event.Data).GetProperty("choices")[0].GetProperty("delta").GetProperty("content").GetString()));
                }), "mistake:   a client that stops reading has stopped the model"),
            ],
        },
        new("02.4")
        {
            NeedsLab = true,
            Right =
            [
                new("as the book", () => Server()),
                new("the role first, by a serializer", () => Server(write: """
                    await Send(JsonSerializer.Serialize(new { choices = new object[] { new { delta = new { role = "assistant", content = "" }, finish_reason = (string?)null } } }));
                    await Task.Delay(300);
                    foreach (var word in words) { await Send(JsonSerializer.Serialize(new { choices = new object[] { new { delta = new { content = word + " " }, finish_reason = (string?)null } } })); await Task.Delay(50); }
                    await Send(JsonSerializer.Serialize(new { choices = new object[] { new { delta = new { }, finish_reason = "stop" } } }));
                    await Send("[DONE]");
                    """, flush: "await http.Response.StartAsync();")),
            ],
            Wrong =
            [
                new("left out", () => Server(flush: "", write: "", type: ""), "Not solved yet"),
                new("empty", () => "", "Not solved yet"),
                new("a constant", () => Server(write: "await Send(\"{}\"); await Send(\"[DONE]\");"), "the tokens are the words of the question"),
                new("no flush", () => Server(flush: ""), "mistake:   the headers leave by themselves"),
                new("collected", () => Server(write: "var all = \"\"; await Task.Delay(300); foreach (var word in words) { all += $\"data: {Chunk(word + \" \", null)}\\n\\n\"; await Task.Delay(50); } await http.Response.WriteAsync(all + $\"data: {Chunk(\"\", \"stop\")}\\n\\ndata: [DONE]\\n\\n\");"), "mistake:   an event stream is a text with the right type"),
                new("another type", () => Server(type: "http.Response.ContentType = \"text/plain\";"), "the answer is an event stream"),
                new("no finish_reason", () => Server(write: "await Task.Delay(300); foreach (var word in words) { await Send(Chunk(word + \" \", null)); await Task.Delay(50); } await Send(\"[DONE]\");"), "it says why it ended"),
                new("JSON by hand", () => Server(write: "await Task.Delay(300); foreach (var word in words) { await Send(\"{\\\"choices\\\":[{\\\"delta\\\":{\\\"content\\\":\\\"\" + word + \" \\\"}}]}\"); await Task.Delay(50); } await Send(Chunk(\"\", \"stop\")); await Send(\"[DONE]\");"), "mistake:   JSON can be glued together"),
                new("a semicolon lost", () => Server(type: "http.Response.ContentType = \"text/event-stream\""), "CS1002: ; expected") { Outcome = CheckOutcome.ProgramBroke },
                new("ended at once", () => "#:sdk Microsoft.NET.Sdk.Web\nConsole.WriteLine(\"That was all.\");", "ended with exit code 0 before it listened") { Outcome = CheckOutcome.ProgramBroke },
            ],
        },
        new("02.5")
        {
            NeedsLab = true,
            Right =
            [
                new("as the book", () => Follow(last => last)),
                new("one GET for all of it, and the numbers that are known dropped", () => Follow(_ => -1, dropsKnown: true)),
            ],
            Wrong =
            [
                new("left out", () => (Func<Uri, Task<string?>>)(_ => Task.FromResult<string?>(null)), "Not solved yet"),
                new("a constant", () => (Func<Uri, Task<string?>>)(_ => Task.FromResult<string?>("A stream is an answer")), "the whole answer is there, each piece once"),
                new("the number that is wanted", () => Follow(last => last + 1), "mistake:   `starting_after` names the event that is wanted next"),
                new("the number before", () => Follow(last => last - 1), "mistake:   what was sent last was not received"),
                new("no number", () => Follow(_ => -1), "mistake:   the stream goes on by itself where it broke"),
                new("asked again", () => (Func<Uri, Task<string?>>)(async address =>
                {
                    await Capture.EventStreamAsync(address, new() { Body = InBackground });
                    return (await Capture.EventStreamAsync(address, new() { Body = InBackground })).Text;
                }), "mistake:   an answer that was cut is asked for again"),
            ],
        },
    ];

    private const string InBackground = """{"model":"any","stream":true,"background":true,"input":"?"}""";

    private static Func<string[], (string?, int?, string?)> Read(string joint = "", Func<string[], string, string>? ending = null) => data =>
    {
        var texts = new List<string>();
        var (tokens, end) = ((int?)null, "cut");
        foreach (var json in data.Where(text => text != "[DONE]").Select(text => JsonElement.Parse(text)))
        {
            if (json.TryGetProperty("error", out _))
                end = "error";
            if (json.TryGetProperty("usage", out var usage))
                tokens = usage.GetProperty("completion_tokens").GetInt32();
            if (json.GetProperty("choices", "error") is not { ValueKind: JsonValueKind.Array } choices || choices.GetArrayLength() == 0)
                continue;
            if (choices[0].GetProperty("delta").TryGetProperty("content", out var content) && content.GetString() is { Length: > 0 } text)
                texts.Add(text);
            end = choices[0].GetProperty("finish_reason").GetString() ?? end;
        }

        return (string.Join(joint, texts), tokens, ending?.Invoke(data, end) ?? end);
    };

    /// <summary>The first of the members that is there.</summary>
    private static JsonElement GetProperty(this JsonElement json, string name, string otherwise) =>
        json.TryGetProperty(name, out var value) ? value : json.TryGetProperty(otherwise, out value) ? value : default;

    private static Func<Capture, (TimeSpan, double, TimeSpan)> Measure(Func<List<TimeSpan>, (TimeSpan, double, TimeSpan)> measure) => capture => measure(
    [
        .. from arrived in capture.Events
           where arrived.Event.Data != "[DONE]"
           let choices = JsonElement.Parse(arrived.Event.Data).GetProperty("choices")
           where choices.GetArrayLength() > 0 && choices[0].GetProperty("delta").TryGetProperty("content", out var content) && content.GetString() is { Length: > 0 }
           select arrived.Offset,
    ]);

    private static TimeSpan Longest(List<TimeSpan> times) => times.Zip(times.Skip(1), (one, next) => next - one).Max();

    private static Func<Uri, int, Task<string?>> FirstWords(TimeSpan drain, Version version) => async (address, count) =>
    {
        using var http = new HttpClient(new SocketsHttpHandler { ResponseDrainTimeout = drain });
        using var ask = new HttpRequestMessage(HttpMethod.Post, address) { Content = new StringContent("""{"model":"any","stream":true}"""), Version = version, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using var answer = await http.SendAsync(ask, HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
        var text = "";
        while (count > 0)
        {
            if (await lines.ReadLineAsync() is { Length: > 6 } line && JsonElement.Parse(line[6..]).GetProperty("choices")[0].GetProperty("delta").TryGetProperty("content", out var content) && content.GetString() is { Length: > 0 } word)
                (text, count) = (text + word, count - 1);
        }

        return text;
    };

    private static string Server(
        string type = "http.Response.ContentType = \"text/event-stream\";",
        string flush = "await http.Response.Body.FlushAsync();",
        string write = "await Task.Delay(300); foreach (var word in words) { await Send(Chunk(word + \" \", null)); await Task.Delay(50); } await Send(Chunk(\"\", \"stop\")); await Send(\"[DONE]\");") => $$"""
        #:sdk Microsoft.NET.Sdk.Web
        using System.Text.Json;
        using System.Text.Json.Nodes;
        var app = WebApplication.Create(args);
        app.MapPost("/v1/chat/completions", async (HttpContext http) =>
        {
            Task Send(string data) => http.Response.WriteAsync("data: " + data + "\n\n");
            string Chunk(string content, string? end) => new JsonObject { ["choices"] = new JsonArray(new JsonObject { ["delta"] = new JsonObject { ["content"] = content }, ["finish_reason"] = end }) }.ToJsonString();
            var words = (await JsonNode.ParseAsync(http.Request.Body))!["messages"]![0]!["content"]!.GetValue<string>().Split(' ');
            {{type}}
            {{flush}}
            {{write}}
        });
        app.Run();
        """;

    private static Func<Uri, Task<string?>> Follow(Func<int, int> startingAfter, bool dropsKnown = false) => async address =>
    {
        var (text, id, last) = ("", "", -1);
        var answer = await Capture.EventStreamAsync(address, new() { Body = InBackground });
        while (true)
        {
            foreach (var data in answer.Events.Select(arrived => JsonElement.Parse(arrived.Event.Data)))
            {
                var number = data.GetProperty("sequence_number").GetInt32();
                if (dropsKnown && number <= last)
                    continue;
                last = number;
                if (data.TryGetProperty("response", out var response))
                    id = response.GetProperty("id").GetString();
                if (data.TryGetProperty("delta", out var delta))
                    text += delta.GetString();
            }

            if (answer.Events is [.., { Event.Type: "response.completed" }])
                return text;
            answer = await Capture.EventStreamAsync(new(address, $"/v1/responses/{id}?stream=true{(startingAfter(last) is >= 0 and var after ? $"&starting_after={after}" : "")}"));
        }
    };
}
