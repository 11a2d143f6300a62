using System.Collections.Immutable;
using System.Text.RegularExpressions;
using System.Threading.Channels;

namespace StreamBook.Tests;

internal static partial class NginxProductionAnswers
{
    public static ImmutableArray<TaskAnswers> All { get; } =
    [
        new("07.1")
        {
            Right =
            [
                new("as the book", () => Beat((events, silence) => BeatAsync(events, silence, ": heartbeat\n\n"))),
                new("through a channel", () => Beat(ThroughChannelAsync)),
                new("a bare colon, one line", () => Beat((events, silence) => BeatAsync(events, silence, ":\n"))),
            ],
            Wrong =
            [
                new("left out", () => Beat((_, _) => null), "Not solved yet"),
                new("no heartbeats", () => Beat((events, _) => events), "a heartbeat comes while the source is silent"),
                new("an event as a heartbeat", () => Beat((events, silence) => BeatAsync(events, silence, "data: heartbeat\n\n")), "mistake:   a heartbeat is an event"),
                new("a type without data", () => Beat((events, silence) => BeatAsync(events, silence, "event: ping\n\n")), "mistake:   a block without data is nothing"),
                new("an ID without data", () => Beat((events, silence) => BeatAsync(events, silence, "id\n\n")), "mistake:   a block without data is nothing"),
                new("a heartbeat without an end", () => Beat((events, silence) => BeatAsync(events, silence, ": heartbeat")), "a client dispatches the events of the source"),
                new("one in each silence", () => Beat(OnceAsync), "a heartbeat comes while the source is silent"),
                new("a heartbeat behind each event", () => Beat((events, _) => BehindEachAsync(events)), "each event comes through as it is, and nothing else while they come"),
            ],
        },
        new("07.2")
        {
            NeedsLab = true,
            Right =
            [
                new("two seconds", () => Recipe.Recommended.With("worker_shutdown_timeout 2s;", NginxContext.Main)),
                new("a little less, another recipe", () => Recipe.Bare.With("proxy_buffering off;").With("worker_shutdown_timeout 1800ms;", NginxContext.Main)),
            ],
            Wrong =
            [
                new("as given", () => Recipe.Recommended, "Nothing is changed yet"),
                new("too short", () => Recipe.Recommended.With("worker_shutdown_timeout 100ms;", NginxContext.Main), "an answer of a second outlives a reload"),
                new("too long", () => Recipe.Recommended.With("worker_shutdown_timeout 1h;", NginxContext.Main), "mistake:   a reload ends the old workers"),
                new("in the wrong place", () => Recipe.Recommended.With("worker_shutdown_timeout 2s;", NginxContext.Http), "not allowed here") { Outcome = CheckOutcome.ProgramBroke },
            ],
        },
        new("07.3")
        {
            NeedsLab = true,
            Right =
            [
                new("as the book", () => Connections((streams, clients, http2) => 2 + streams + (http2 ? clients : streams))),
                new("by cases", () => Connections((streams, clients, http2) => http2 ? clients + streams + 2 : (2 * streams) + 2)),
            ],
            Wrong =
            [
                new("left out", () => Connections((_, _, _) => 0), "Not solved yet"),
                new("one each", () => Connections((streams, _, _) => streams + 2), "mistake:   a stream takes one connection"),
                new("none for nginx", () => Connections((streams, clients, http2) => streams + (http2 ? clients : streams)), "mistake:   all connections are for streams"),
                new("two over HTTP/2", () => Connections((streams, _, _) => (2 * streams) + 2), "mistake:   over HTTP/2 a stream takes two connections too"),
                new("plenty", () => Connections((_, _, _) => 1_024), "no connection is more than is needed"),
            ],
        },
        new("07.4")
        {
            NeedsLab = true,
            Right =
            [
                new("as the book", () => Behind(balancer => Limited("$binary_remote_addr").With($"set_real_ip_from {balancer}; real_ip_header X-Forwarded-For;"))),
                new("in the server, recursive", () => Behind(balancer => Limited("$remote_addr").With($"set_real_ip_from {balancer}/32; real_ip_header X-Forwarded-For; real_ip_recursive on;", NginxContext.Server))),
            ],
            Wrong =
            [
                new("as given", () => Behind(_ => Limited("$http_x_forwarded_for")), "Nothing is changed yet"),
                new("left out", () => Behind(_ => null), "Not solved yet"),
                new("the peer", () => Behind(_ => Limited("$binary_remote_addr")), "mistake:   who connects is the client"),
                new("the whole list", () => Behind(_ => Limited("$proxy_add_x_forwarded_for")), "mistake:   behind a balancer the header is the address"),
                new("everybody trusted", () => Behind(_ => Limited("$binary_remote_addr").With("set_real_ip_from 0.0.0.0/0; real_ip_header X-Forwarded-For;")), "mistake:   everybody may say for whom they speak"),
                new("no limit", () => Behind(_ => Recipe.Recommended), "arrived:   4 of 4 open"),
            ],
        },
        new("07.5")
        {
            NeedsLab = true,
            Right =
            [
                new("as the book", () => CutStreams((access, errors) =>
                {
                    var begun = access.Split('\n').Where(line => line.Contains("\" 200 ")).Select(line => line.Split(' ')[2]).ToHashSet();
                    return errors.Split('\n').Where(line => line.Contains("[error]")).Select(line => Request().Match(line).Groups[1].Value).Where(begun.Contains);
                })),
                new("by the words of the error", () => CutStreams((_, errors) => errors.Split('\n')
                    .Where(line => line.Contains("while reading upstream")).Select(line => Request().Match(line).Groups[1].Value).Distinct().ToArray())),
            ],
            Wrong =
            [
                new("left out", () => CutStreams((_, _) => null), "Not solved yet"),
                new("each error", () => CutStreams((_, errors) => errors.Split('\n').Where(line => line.Contains("[error]")).Select(line => Request().Match(line).Groups[1].Value)), "mistake:   each line in error.log is a stream that was cut"),
                new("by completion", () => CutStreams((access, _) => access.Split('\n').Where(line => line.EndsWith("completion=", StringComparison.Ordinal)).Select(line => line.Split(' ')[2])), "mistake:   the access log says how a stream ended"),
                new("none", () => CutStreams((_, _) => []), "arrived:   none"),
                new("all", () => CutStreams((access, _) => access.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[2])), "those are named that were cut, and no other"),
            ],
        },
        new("07.6")
        {
            NeedsLab = true,
            Right =
            [
                new("as the book", () => Group((first, second) => Two(first, second).With("proxy_pass http://group; proxy_next_upstream error timeout non_idempotent;"))),
                new("one of them first, in the server", () => Group((first, second) => Recipe.Recommended
                    .With($"upstream group {{ server {first}; server {second} backup; }}", NginxContext.Http)
                    .With("proxy_next_upstream error timeout invalid_header non_idempotent;", NginxContext.Server).With("proxy_pass http://group;"))),
            ],
            Wrong =
            [
                new("as given", () => Group((first, second) => Two(first, second).With("proxy_pass http://group;")), "Nothing is changed yet"),
                new("left out", () => Group((_, _) => null), "Not solved yet"),
                new("without the word", () => Group((first, second) => Two(first, second).With("proxy_pass http://group; proxy_next_upstream error timeout http_502;")), "mistake:   the next server gets what the first one failed"),
                new("more tries", () => Group((first, second) => Two(first, second).With("proxy_pass http://group; proxy_next_upstream_tries 10;")), "mistake:   the next server gets what the first one failed"),
                new("only the one that lives today", () => Group((_, second) => Recipe.Recommended.With($"proxy_pass http://{second};")), "a question is answered whichever server dies"),
            ],
        },
    ];

    private static Func<IAsyncEnumerable<string>, TimeSpan, IAsyncEnumerable<string>?> Beat(Func<IAsyncEnumerable<string>, TimeSpan, IAsyncEnumerable<string>?> beat) => beat;

    private static Func<int, int, bool, int> Connections(Func<int, int, bool, int> connections) => connections;

    private static Func<string, NginxConfiguration?> Behind(Func<string, NginxConfiguration?> behind) => behind;

    private static Func<string, string, IEnumerable<string>?> CutStreams(Func<string, string, IEnumerable<string>?> find) => find;

    private static Func<string, string, NginxConfiguration?> Group(Func<string, string, NginxConfiguration?> group) => group;

    private static NginxConfiguration Limited(string key) =>
        Recipe.Recommended.With($"limit_conn_zone {key} zone=each:1m;", NginxContext.Http).With("limit_conn each 2;");

    private static NginxConfiguration Two(string first, string second) =>
        Recipe.Recommended.With($"upstream group {{ server {first} max_fails=0; server {second} max_fails=0; }}", NginxContext.Http);

    private static async IAsyncEnumerable<string> BeatAsync(IAsyncEnumerable<string> events, TimeSpan silence, string heartbeat)
    {
        await using var source = events.GetAsyncEnumerator();
        while (true)
        {
            var next = source.MoveNextAsync().AsTask();
            while (await Task.WhenAny(next, Task.Delay(silence)) != next)
                yield return heartbeat;
            if (!await next)
                yield break;
            yield return source.Current;
        }
    }

    private static async IAsyncEnumerable<string> OnceAsync(IAsyncEnumerable<string> events, TimeSpan silence)
    {
        await using var source = events.GetAsyncEnumerator();
        while (true)
        {
            var next = source.MoveNextAsync().AsTask();
            if (await Task.WhenAny(next, Task.Delay(silence)) != next)
                yield return ": heartbeat\n\n";
            if (!await next)
                yield break;
            yield return source.Current;
        }
    }

    private static async IAsyncEnumerable<string> BehindEachAsync(IAsyncEnumerable<string> events)
    {
        await foreach (var text in events)
        {
            yield return text;
            yield return ": heartbeat\n\n";
        }
    }

    private static async IAsyncEnumerable<string> ThroughChannelAsync(IAsyncEnumerable<string> events, TimeSpan silence)
    {
        var channel = Channel.CreateUnbounded<string>();
        var copying = CopyAsync();
        while (true)
        {
            var more = channel.Reader.WaitToReadAsync().AsTask();
            while (!more.IsCompleted)
            {
                var isThere = true;
                try
                {
                    await more.WaitAsync(silence);
                }
                catch (TimeoutException)
                {
                    isThere = false;
                }

                if (!isThere)
                    yield return ":\n\n";
            }

            if (!await more)
                break;
            while (channel.Reader.TryRead(out var text))
                yield return text;
        }

        await copying;

        async Task CopyAsync()
        {
            await foreach (var text in events)
                await channel.Writer.WriteAsync(text);
            channel.Writer.Complete();
        }
    }

    [GeneratedRegex(@"request: ""\w+ (\S+) ")]
    private static partial Regex Request();
}
