using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text;
using StreamBook.Wording;

namespace StreamBook.Exercises.Tasks;

/// <summary>The tasks of 07: nginx in production. Here are those about what runs for long, and all in their order.</summary>
internal static class NginxProductionTasks
{
    private const int MostTexts = 10_000;

    /// <summary>How many silences a source waits for two heartbeats. Both count the same time, so a machine that stands still holds up both.</summary>
    private const int MostSilences = 15;

    private static readonly Misconception _heartbeatIsEvent = new(
        "a heartbeat is an event",
        "A client would dispatch it. A comment, a line that begins with a colon, is read by nobody and keeps the connection awake all the same.");

    private static readonly Misconception _fieldIsSilent = new(
        "a block without data is nothing",
        "It dispatches no event, and its fields stay: an ID counts from then on, a reconnection time too, and `SseParser` of .NET gives the type to the event that follows (01, section 12). Only a comment leaves nothing behind.");

    private static readonly Misconception _oldStays = new(
        "a reload ends the old workers",
        "An old worker goes when its last stream has ended, and not before, unless `worker_shutdown_timeout` says so.");

    private static readonly Misconception _oneEach = new(
        "a stream takes one connection",
        "nginx has one to the client and one to the backend: two for each stream over HTTP/1.1.");

    private static readonly Misconception _allOfThem = new(
        "all connections are for streams",
        "Two belong to nginx itself: the socket it listens on, and the channel to its master.");

    private static readonly Misconception _twoOverHttp2 = new(
        "over HTTP/2 a stream takes two connections too",
        "All streams of one client share its connection. Only those to the backend are one for each stream.");

    private static readonly Patient _reload = new(
        Recipe.Recommended,
        Recipe.Recommended.With("worker_shutdown_timeout 2s;", NginxContext.Main));

    public static ImmutableArray<ExerciseTask> All { get; } =
    [
        new()
        {
            Id = "07.1",
            Title = "Heartbeats against a limit",
            Section = "Silence",
            Hints =
            [
                "Two things can happen next: an event comes, or the silence lasts too long. `Task.WhenAny` or `WaitAsync` waits for whichever is first.",
                "`await foreach` hides the wait. `events.GetAsyncEnumerator()` and its `MoveNextAsync()` show it: `.AsTask()` makes a task of it that can be waited for more than once.",
                "After a heartbeat the wait for the *same* task goes on. Only when it has brought its event is `MoveNextAsync` called again. A heartbeat is a comment: `: heartbeat`, and a blank line.",
                "`var next = source.MoveNextAsync().AsTask();` then in a loop: while `await Task.WhenAny(next, Task.Delay(silence)) != next`, yield `\": heartbeat\\n\\n\"`; if `await next` is false, end; yield `source.Current`, and begin anew.",
            ],
            Judge = async trial =>
            {
                var beat = trial.Answer<Func<IAsyncEnumerable<string>, TimeSpan, IAsyncEnumerable<string>>>();
                var quick = Events(trial.Random, 5);
                await CarriesAsync(trial, beat, quick);
                await BeatsAsync(trial, beat, Events(trial.Random, trial.Random.Next(2, 5)));
            },
        },
        new()
        {
            Id = "07.2",
            Title = "A reload that loses nobody who is nearly done",
            Section = "Reload with streams open",
            Hints =
            [
                "A reload starts new workers and tells the old ones to finish. Which directive says how long they may take?",
                "It stands outside of every block: `.With(\"…\", NginxContext.Main)`. A worker keeps the configuration that it started with.",
                "`worker_shutdown_timeout`: long enough for an answer of a second, shorter than four.",
                "`Recipe.Recommended.With(\"worker_shutdown_timeout 2s;\", NginxContext.Main)`. In production that is a minute or two: streams that are cut reconnect, and the backend honours `Last-Event-ID`.",
            ],
            Judge = trial => _reload.TreatAsync(trial, async ward =>
            {
                // One that the worker of the configuration before still serves would tell of that configuration.
                var once = trial.Random.Next(10_000, 99_999);
                var shortPath = $"/clock?count=6&interval={trial.Random.Next(120, 160)}&type=short{once}";
                var longPath = $"/clock?count=40&interval=100&type=long{once}";
                var (nearlyDone, endless) = (ward.Nginx.CaptureAsync(shortPath), ward.Nginx.CaptureAsync(longPath));
                await Eventually.SeeAsync(() => ward.Backend.GetLogAsync(), log => log.Any(request => request.Target == shortPath) && log.Any(request => request.Target == longPath));
                await ward.Nginx.UseAsync(ward.Nginx.Configuration);
                var spared = await nearlyDone;
                trial.Require(spared is { Failure: null, Events.Length: 6 }, "an answer of a second outlives a reload", "6 events, and a good end",
                    $"{Words.OfCount(spared.Events.Length, "event")}{(spared.Failure is { } failure ? $", then: {failure}" : "")}", $"GET {shortPath}, then a reload", "How long may an old worker take?");
                var ended = await endless;
                if (ended.Failure is null)
                    trial.Show(Draw.Lanes(spared with { Name = "an answer of a second" }, ended with { Name = "a stream of four seconds" }));
                trial.Require(ended.Failure is not null, "the old worker is gone before four seconds are over", "the stream is cut, and its client reconnects",
                    $"{Words.OfCount(ended.Events.Length, "event")}, all of them from the old worker", $"GET {longPath}, then a reload", known: _oldStays);
                await ward.StreamsAsync(ward.FreshClock(), "the new worker streams");
            }, stream: null),
        },
        new()
        {
            Id = "07.3",
            Title = "Connections for N streams",
            Section = "How many streams fit?",
            Hints =
            [
                "Count the sockets of one worker: those to clients, those to the backend, and its own.",
                "nginx itself needs two: one to listen on, one to its master. Over HTTP/1.1 each stream has a connection to its client and one to the backend.",
                "Over HTTP/2 all streams of a client share its connection; to the backend there is still one for each stream.",
                "`2 + streams + (http2 ? clients : streams)`.",
            ],
            Judge = trial => CountsAsync(trial),
        },
        .. NginxFailureTasks.All,
    ];

    private static async Task CarriesAsync(Trial trial, Func<IAsyncEnumerable<string>, TimeSpan, IAsyncEnumerable<string>> beat, string[] events)
    {
        const string given = "Beat(events, 10 min)\nof 5 events that come at once";
        var arrived = await trial.CallAsync(given, () => ReadAsync(beat(Each(events), TimeSpan.FromMinutes(10)), _ => { }));
        trial.Expect("each event comes through as it is, and nothing else while they come", events, [.. arrived], given, "Each text that the source yields is to be yielded, unchanged.");
    }

    /// <summary>The source keeps each event back until two heartbeats have come, so what counts is the order and no clock.</summary>
    private static async Task BeatsAsync(Trial trial, Func<IAsyncEnumerable<string>, TimeSpan, IAsyncEnumerable<string>> beat, string[] events)
    {
        var silence = TimeSpan.FromMilliseconds(trial.Random.Next(10, 30));
        var given = $"Beat(events, {Words.OfDuration(silence)})\nof {Words.OfCount(events.Length, "event")}, each after a longer silence";
        var heard = 0;
        var twice = new SemaphoreSlim(0);
        var hasBeaten = true;
        var arrived = await trial.CallAsync(given, () => ReadAsync(beat(SilentAsync(), silence), text =>
        {
            if (!events.Contains(text) && ++heard % 2 == 0)
                twice.Release();
        }));
        trial.Require(hasBeaten, "a heartbeat comes while the source is silent, again and again", "two heartbeats in each silence", heard == 0 ? "none" : Words.OfCount(heard, "heartbeat") + " in all", given);
        string[] dispatched = [.. EventStream.Decode(Encoding.UTF8.GetBytes(string.Concat(arrived))).Select(read => read.Data)];
        string[] wanted = [.. EventStream.Decode(Encoding.UTF8.GetBytes(string.Concat(events))).Select(read => read.Data)];
        trial.Expect("a client dispatches the events of the source, and no heartbeat", wanted, dispatched, given, "`EventStream.Explain` shows what a client makes of your text.",
            (_heartbeatIsEvent, dispatched.Length > wanted.Length && wanted.All(dispatched.Contains) ? dispatched : wanted));
        string[] fields = [.. arrived.Except(events).SelectMany(text => EventStream.Explain(Encoding.UTF8.GetBytes(text + "\n\n")).Lines).Where(line => line.Meaning is LineMeaning.Field).Select(line => Encoding.UTF8.GetString([.. line.Bytes]).TrimEnd()).Distinct()];
        trial.Require(fields.Length == 0, "a heartbeat sets no field", "a comment: a line that begins with a colon", AnswerWording.Of(fields), given, known: _fieldIsSilent);

        async IAsyncEnumerable<string> SilentAsync()
        {
            foreach (var text in events)
            {
                hasBeaten = hasBeaten && await IsHeardAsync();
                yield return text;
            }
        }

        async Task<bool> IsHeardAsync()
        {
            for (var count = 0; count < MostSilences; count++)
            {
                if (await twice.WaitAsync(silence))
                    return true;
            }

            return false;
        }
    }

    private static async Task<List<string>> ReadAsync(IAsyncEnumerable<string> stream, Action<string> hear)
    {
        var texts = new List<string>();
        if (stream is null)
            return null!;
        await foreach (var text in stream)
        {
            texts.Add(text);
            hear(text);
            if (texts.Count > MostTexts)
                break;
        }

        return texts;
    }

    private static async IAsyncEnumerable<string> Each(string[] texts, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var text in texts)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
            yield return text;
        }
    }

    private static string[] Events(Random random, int count) => [.. Enumerable.Range(1, count).Select(number => $"data: {number} {random.Next(1_000)}\n\n")];

    private static async Task CountsAsync(Trial trial)
    {
        var connections = trial.Answer<Func<int, int, bool, int>>();
        var lab = await trial.LabAsync();
        foreach (var (clients, http2) in ((int, bool)[])[(1, false), (trial.Random.Next(2, 4), false), (1, true), (trial.Random.Next(2, 4), true)])
        {
            var streams = clients * trial.Random.Next(3, 7);
            var given = $"Connections({streams}, {clients}, {(http2 ? "true" : "false")})";
            var number = await trial.CallAsync(given, () => connections(streams, clients, http2));
            if (number == 0)
                throw Trial.Unsolved($"`{given}` returned 0.");
            var right = 2 + streams + (http2 ? clients : streams);
            Misconception? known = number switch
            {
                _ when !http2 && number == streams + 2 => _oneEach,
                _ when number == right - 2 => _allOfThem,
                _ when http2 && number == 2 + (2 * streams) => _twoOverHttp2,
                _ => null,
            };
            trial.Require(number >= right, "all streams fit", $"{streams} streams open", $"with {number} connections fewer do", given, "Fill a small nginx as section 4 of the notebook does, and count.", known);
            trial.Require(number <= right, "no connection is more than is needed", $"{right} connections hold them", $"{number}", given, known: known);
            await FillAsync(trial, lab, streams, clients, http2, number, given);
        }
    }

    /// <summary>What was computed is measured: so many streams open, and one more does not.</summary>
    private static async Task FillAsync(Trial trial, Lab lab, int streams, int clients, bool http2, int number, string given)
    {
        var configuration = Recipe.Recommended.With($"events {{ worker_connections {number}; }}", NginxContext.Main);
        await lab.UseAsync(http2 ? configuration.With("http2 on;", NginxContext.Server) : configuration);
        var options = new CaptureOptions { HttpVersion = http2 ? new(2, 0) : new(1, 1) };
        OpenStreams[] viewers = [.. Enumerable.Range(0, clients).Select(_ => new OpenStreams())];
        try
        {
            for (var count = 0; count < streams; count++)
                await viewers[count % clients].OpenAsync(new(lab.Nginx.Url, "/clock?count=0"), options);
            var open = viewers.Sum(viewer => viewer.Count);
            var more = await viewers[0].OpenAsync(new(lab.Nginx.Url, "/clock?count=0"), options);
            trial.Require(open == streams && more != 200, "so many streams open on a live nginx, and not one more", $"{streams} streams",
                $"{open} streams{(more == 200 ? ", and one more" : "")}", given);
        }
        finally
        {
            Array.ForEach(viewers, viewer => viewer.Dispose());
        }
    }
}
