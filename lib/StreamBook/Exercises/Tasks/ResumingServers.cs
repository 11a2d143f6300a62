using System.Globalization;
using System.Text;

namespace StreamBook.Exercises.Tasks;

/// <summary>Judges what a server answers to a client that comes back.</summary>
internal static class ResumingServers
{
    private const int TooMany = 5;
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(20);

    private static readonly Misconception _goodbye = new(
        "an event tells a client not to come back",
        "It is data like any other. When the stream ends, an event source connects again.");

    private static readonly Misconception _longWait = new(
        "a long reconnection time is an end",
        "It puts off what comes. The next visitor, and the next reload of the page, ask at once.");

    private static readonly Misconception _closing = new(
        "a stream ends by being closed",
        "An event source takes an end for a break and asks again. 204 lets it rest.");

    private static readonly Misconception _wanted = new(
        "`Last-Event-ID` names the event that is wanted",
        "It names the last one that the client has: that one would come twice.");

    private static readonly Misconception _ignored = new(
        "IDs in the events are enough",
        "They bring nothing back by themselves. The server has to read `Last-Event-ID`.");

    private static readonly Misconception _anyId = new(
        "every ID is one of ours",
        "It may come from before a restart, or from a lie. A server that cannot go on from it says so, and begins anew.");

    private static readonly Misconception _counter = new(
        "a number is an ID",
        "After a restart the same numbers are given to other events. A client that comes back with an old one then misses what stands before it, and nobody notices.");

    private static readonly NginxConfiguration _retired = Recipe.Recommended.With("""
        location = /prices {
            default_type text/event-stream;
            return 200 "event: closed\ndata: moved\n\n";
        }
        """, NginxContext.Server);

    public static async Task JudgeEndingAsync(Trial trial)
    {
        var answer = trial.Answer<NginxConfiguration>();
        trial.IsAsGiven = answer == _retired;
        var lab = await trial.LabAsync();
        await lab.UseAsync(answer);
        var capture = await lab.Nginx.CaptureAsync("/prices");
        trial.Require(capture.Status is not null, "the address is still answered", "an answer", capture.Failure ?? "none", "GET /prices");
        foreach (var id in (string[])["", $"{trial.Random.Next(1, 1_000)}"])
        {
            var delay = await ComesBackAfterAsync(new(lab.Nginx.Url, "/prices"), id);
            trial.Require(delay is null, "an event source asks once, and never again", "no second connection",
                $"{capture.Status} {capture.Header("Content-Type")}: it comes back after {delay?.TotalSeconds.ToString("0.##", CultureInfo.InvariantCulture)} s", id.Length == 0 ? "GET /prices" : $"GET /prices\nLast-Event-ID: {id}",
                "Which answers does the table of notebook 03 have that end it?", delay > TimeSpan.FromMinutes(1) ? _longWait : capture.Events.Length > 0 ? _goodbye : null);
        }

        await new Ward(trial, lab.Nginx, lab.Backend).StreamsAsync($"/clock?count={trial.Random.Next(3, 6)}&interval=60", "the other streams go on");
    }

    public static async Task JudgeServerAsync(Trial trial)
    {
        var server = (await trial.StartAsync(trial.Answer<string>())).Nginx;
        var count = trial.Random.Next(6, 12);
        var path = $"/orders?count={count}";
        var all = Orders(1, count);
        var whole = await AskAsync("");
        if (whole is { Status: 200, Body: [] } or { Status: 404 })
            throw Trial.Unsolved($"`GET {path}` is answered with {(whole.Status == 404 ? "404" : "nothing")}.");
        trial.Expect("a new client gets all events, each with its ID", all, Events(whole), $"GET {path}", $"Status {whole.Status}, {whole.Header("Content-Type") ?? "no type"}.");
        // Behind the first event two misconceptions give the same.
        foreach (var last in (int[])[trial.Random.Next(2, count - 1), count - 1, 1])
        {
            trial.Expect("a client that comes back gets what follows its last ID", Orders(last + 1, count), Events(await AskAsync($"{last}")), Given($"{last}"), null,
                last > 1 ? [(_wanted, Orders(last, count)), (_ignored, all)] : []);
        }

        var rest = await AskAsync($"{count}");
        trial.Require(rest.Status == 204, "a client that has all is let rest", "204", $"{rest.Status}, {rest.Events.Length} events", Given($"{count}"), known: rest.Status == 200 ? _closing : null);
        foreach (var strange in (string[])["no-number", $"{count + trial.Random.Next(1, 50)}", "-1"])
        {
            var anew = await AskAsync(strange);
            trial.Require(anew.Events is [{ Event.Type: "reset" }, ..] && Events(anew).Skip(1).Select(order => order.Data).SequenceEqual(all.Select(order => order.Data)),
                "an ID that the server never gave leads to an event `reset`, and to all events", "reset, then all events", $"{anew.Status}\n{AnswerWording.Of(Events(anew))}", Given(strange), known: anew.Status is 200 or 204 && anew.Events.All(arrived => arrived.Event.Type != "reset") ? _anyId : null);
        }

        var followed = await FollowAsync(new(server.Url, path), count + TooMany);
        trial.Expect("an event source gets each event once, and rests", all, followed, $"an event source at {path}");

        Task<Capture> AskAsync(string last) => server.CaptureAsync(path, last.Length == 0 ? null : new() { Headers = [new("Last-Event-ID", last)] });

        string Given(string last) => $"GET {path}\nLast-Event-ID: {last}";
    }

    public static async Task JudgeIdsAsync(Trial trial)
    {
        var serve = trial.Answer<Func<string, List<string>, string, IEnumerable<string>>>();
        for (var number = 0; number < 10; number++)
        {
            var (start, later) = (Start(trial.Random), Start(trial.Random));
            List<string> log = [.. Enumerable.Range(1, trial.Random.Next(3, 7)).Select(n => $"{n} of {start}")];
            var all = await ServeAsync(start, log, "");
            trial.Expect("a new client gets all there is", log, all.Select(one => one.Data), Given(start, log, ""));
            trial.Require(all.Select(one => one.LastEventId).Distinct().Count() == log.Count && all.All(one => one.LastEventId.Length > 0 && one.LastEventId.All(c => c is > ' ' and < '\u007f')),
                "each event has an ID of its own that a header can carry", $"{log.Count} IDs of letters, digits, hyphens", AnswerWording.Of(all.Select(one => one.LastEventId)), Given(start, log, ""));
            // Not behind the first, where two misconceptions give the same.
            var cut = trial.Random.Next(1, log.Count);
            var last = all[cut].LastEventId;
            trial.Expect("it goes on behind the last ID", log[(cut + 1)..], (await ServeAsync(start, log, last)).Select(one => one.Data), Given(start, log, last), null, (_wanted, log[cut..]), (_ignored, log));
            List<string> more = [.. log, "one more"];
            trial.Expect("it goes on with what happened meanwhile", more[(cut + 1)..], (await ServeAsync(start, more, last)).Select(one => one.Data), Given(start, more, last));

            List<string> anew = [.. Enumerable.Range(1, log.Count + trial.Random.Next(-2, 4)).Select(n => $"{n} of {later}")];
            var again = await ServeAsync(later, anew, last);
            trial.Require(again is [{ Type: "reset" }, ..] && again.Skip(1).Select(one => one.Data).SequenceEqual(anew), "after a restart an ID of before leads to `reset`, and to all there is",
                $"reset, then {AnswerWording.Of(anew)}", AnswerWording.Of(again), Given(later, anew, last), known: again.Select(one => one.Data).SequenceEqual(anew.Skip(cut + 1)) ? _counter : null);
            var fresh = await ServeAsync(later, anew, "");
            trial.Require(!fresh.Any(one => all.Any(before => before.LastEventId == one.LastEventId)), "no ID is given twice, before and after a restart", "other IDs", AnswerWording.Of(fresh.Select(one => one.LastEventId)), Given(later, anew, ""), known: _counter);
            foreach (var strange in (string[])["7", "-", "x-y", $"{later}-{anew.Count + 5}", $"{later}-", "😀"])
            {
                var told = await ServeAsync(later, anew, strange);
                trial.Require(told is [{ Type: "reset" }, ..] && told.Skip(1).Select(one => one.Data).SequenceEqual(anew), "an ID of nobody leads to `reset` as well", $"reset, then {AnswerWording.Of(anew)}", AnswerWording.Of(told), Given(later, anew, strange), known: told.All(one => one.Type != "reset") ? _anyId : null);
            }
        }

        async Task<ServerSentEvent[]> ServeAsync(string start, List<string> log, string last)
        {
            var blocks = await trial.CallAsync(Given(start, log, last), () => serve(start, [.. log], last)?.ToList()!);
            return [.. EventStream.Decode(Encoding.UTF8.GetBytes(string.Concat(blocks)))];
        }

        static string Given(string start, List<string> log, string last) =>
            $"Serve({AnswerWording.Literal(start)}, [{string.Join(", ", log.Select(AnswerWording.Literal))}], {AnswerWording.Literal(last)})";
    }

    private static string Start(Random random) => string.Concat(random.GetItems("abcdefghijkmnpqrstuvwxyz23456789".ToCharArray(), 6));

    private static ServerSentEvent[] Orders(int first, int last) =>
        [.. Enumerable.Range(first, last - first + 1).Select(n => new ServerSentEvent("message", $"order {n}", $"{n}"))];

    private static ServerSentEvent[] Events(Capture capture) => [.. capture.Events.Select(arrived => arrived.Event)];

    /// <summary>How long an event source waits before it asks again; null if it does not.</summary>
    private static async Task<TimeSpan?> ComesBackAfterAsync(Uri address, string lastEventId)
    {
        TimeSpan? delay = null;
        using var limit = new CancellationTokenSource(_deadline);
        using var client = new EventSourceClient(address, new()
        {
            LastEventId = lastEventId,
            Notify = notice =>
            {
                if (notice is EventSourceNotice.Reconnecting reconnecting)
                    delay = reconnecting.Delay;
                if (delay is not null)
                    limit.Cancel();
            },
        });
        try
        {
            await foreach (var _ in client.ReadAsync(limit.Token))
            {
            }
        }
        catch (Exception e) when (e is EventSourceException or OperationCanceledException)
        {
        }

        return delay;
    }

    private static async Task<ServerSentEvent[]> FollowAsync(Uri address, int most)
    {
        var events = new List<ServerSentEvent>();
        using var limit = new CancellationTokenSource(_deadline);
        using var client = new EventSourceClient(address, new() { ReconnectionTime = TimeSpan.FromMilliseconds(10) });
        try
        {
            await foreach (var one in client.ReadAsync(limit.Token))
            {
                events.Add(one);
                if (events.Count == most)
                    break;
            }
        }
        catch (Exception e) when (e is EventSourceException or OperationCanceledException)
        {
        }

        return [.. events];
    }
}
