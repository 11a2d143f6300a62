using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using StreamBook.Wording;

namespace StreamBook.Exercises.Tasks;

/// <summary>The tasks of 07 about those who fail or lie: a client behind a balancer, a stream that is cut, a backend that dies.</summary>
internal static class NginxFailureTasks
{
    private const int Limit = 2;
    private const string Endless = "/clock?count=0&interval=50";

    // The nginxes around a lab's own are started by the first check that needs them and end with the lab.
    private static readonly ConditionalWeakTable<Lab, Task<Surroundings>> _surroundings = [];

    private static readonly Misconception _headerIsAddress = new(
        "behind a balancer the header is the address",
        "`X-Forwarded-For` as it came is written by anybody: who invents addresses has no limit. Only what your balancer added is true.");

    private static readonly Misconception _peerIsClient = new(
        "who connects is the client",
        "Behind a balancer it is the balancer, and all its clients share one limit. `set_real_ip_from` makes the address that it forwarded the one that counts.");

    private static readonly Misconception _trustsAll = new(
        "everybody may say for whom they speak",
        "Trust `0.0.0.0/0`, and a client that connects directly is believed too. Trust the address of the balancer only.");

    private static readonly Misconception _statusTells = new(
        "the access log says how a stream ended",
        "Status and `completion` are those of a good end also where the backend broke off. What was cut stands in error.log.");

    private static readonly Misconception _everyError = new(
        "each line in error.log is a stream that was cut",
        "Some never began: their status is 502 or 504. A stream that was cut has begun, with 200.");

    private static readonly Misconception _postIsNotRetried = new(
        "the next server gets what the first one failed",
        "Not a POST: it may have done its work before it died. Where it may run twice, `non_idempotent` says so.");

    public static ImmutableArray<ExerciseTask> All { get; } =
    [
        new()
        {
            Id = "07.4",
            Title = "Two streams for each, behind a balancer",
            Section = "Limits",
            Hints =
            [
                "Who is counted? The key of `limit_conn_zone` says it. This one is a text that each client writes as it likes.",
                "`$binary_remote_addr` cannot be invented. Behind a balancer it is the balancer's, though, unless the realip module puts the client's in its place.",
                "`set_real_ip_from` with the balancer's address, and nobody else's, and `real_ip_header X-Forwarded-For`: then `$remote_addr` and `$binary_remote_addr` are the client's.",
                "`limit_conn_zone $binary_remote_addr zone=each:1m;` in the http context, and in the location `set_real_ip_from` the balancer's address, `real_ip_header X-Forwarded-For;` and `limit_conn each 2;`.",
            ],
            Judge = LimitsAsync,
        },
        new()
        {
            Id = "07.5",
            Title = "Which streams were cut?",
            Section = "What the access log says",
            Hints =
            [
                "Look at both logs of a stream that was cut: `lab.Nginx.AccessLog`, `lab.Nginx.ErrorLog`. Which of them differs from those of a whole one?",
                "A line with `[error]` in error.log names the request it belongs to: `request: \"GET /clock?… HTTP/1.1\"`. Take the target out of it.",
                "Not each of them is a stream that was cut: some answers never began. The access log has the status: 200, or 502 and 504.",
                "Of the lines with `[error]` take the target behind `request: \"GET `, and keep those whose line in the access log says ` 200 `.",
            ],
            Judge = FindsAsync,
        },
        new()
        {
            Id = "07.6",
            Title = "A question that dies with its backend",
            Section = "A backend that fails",
            Hints =
            [
                "A GET goes on to the second server, a POST does not. What could a POST have done before its server died?",
                "`proxy_next_upstream` says in which cases the next server is asked, and for a POST there is a word of its own.",
                "The word is `non_idempotent`, and it is added to `error timeout`. Both servers have to stay: next time it is the other one that dies.",
                "`.With(\"proxy_next_upstream error timeout non_idempotent;\")`. Only somebody who knows that a question may be asked twice can write that line.",
            ],
            Judge = FailsOverAsync,
        },
    ];

    private static async Task LimitsAsync(Trial trial)
    {
        var behind = trial.Answer<Func<string, NginxConfiguration>>();
        var (lab, around) = (await trial.LabAsync(), await AroundAsync(trial));
        var given = $"Behind(\"{around.BalancerAddress}\")";
        var configuration = await trial.CallAsync(given, () => behind(around.BalancerAddress));
        trial.IsAsGiven = configuration == Recipe.Recommended
            .With("limit_conn_zone $http_x_forwarded_for zone=each:1m;", NginxContext.Http).With($"limit_conn each {Limit};");
        await lab.UseAsync(configuration);
        var lie = $"203.0.113.{trial.Random.Next(1, 200)}";

        // As the balancer's client is measured: what it has open is counted while the next ones knock.
        var liars = await OpenAsync(lab, around.Balancer, 4, number => [new("X-Forwarded-For", $"203.0.113.{number + trial.Random.Next(1, 200)}")], around.Far);
        const string four = "one client of the balancer, four streams, each with another invented X-Forwarded-For; then another client";
        trial.Require(liars[..4].Count(status => status == 200) == Limit, "each client has two streams, whatever it says", $"{Limit} of 4 open", $"{liars[..4].Count(status => status == 200)} of 4 open", four,
            "Which address counts, and who wrote it?", liars[..4].All(status => status == 200) && NginxMisconceptions.Has(configuration, "limit_conn") ? _headerIsAddress : null);
        trial.Require(liars[4] == 200, "another client of the balancer is not touched by it", "its stream opens", $"status {Words.OfStatus(liars[4] ?? 0)}", four, known: _peerIsClient);
        var direct = await OpenAsync(lab, lab.Nginx, 4, number => [new("X-Forwarded-For", $"198.51.100.{number}")], null);
        trial.Require(direct.Count(status => status == 200) == Limit, "nor is a client believed that comes without the balancer", $"{Limit} of 4 open", $"{direct.Count(status => status == 200)} of 4 open",
            "a client that connects directly, each stream with another invented X-Forwarded-For", known: _trustsAll);
        var received = await around.Balancer.EchoRequestAsync(("X-Forwarded-For", lie));
        trial.Require(received.Values("X-Real-IP") is [var address] && address == around.ClientAddress, "the backend hears the client's true address", $"X-Real-IP: {around.ClientAddress}",
            $"X-Real-IP: {string.Join(", ", received.Values("X-Real-IP"))}", $"a request through the balancer with\nX-Forwarded-For: {lie}");
    }

    /// <summary>The statuses of so many streams of one client, and of one more that another opens meanwhile.</summary>
    private static async Task<int?[]> OpenAsync(Lab lab, LabServer server, int count, Func<int, HeaderLine[]> headers, LabServer? other)
    {
        var statuses = new List<int?>();
        using (var viewers = new OpenStreams())
        {
            for (var number = 1; number <= count; number++)
                statuses.Add(await viewers.OpenAsync(new(server.Url, Endless), new() { Headers = [.. headers(number)] }));
            if (other is not null)
                statuses.Add(await viewers.OpenAsync(new(other.Url, Endless)));
        }

        // What still is open would count against the next.
        await Eventually.SeeAsync(() => lab.Backend.GetLogAsync(), log => log.All(request => request.Target != Endless || request.Ending is not null));
        return [.. statuses];
    }

    private static async Task FindsAsync(Trial trial)
    {
        var find = trial.Answer<Func<string, string, IEnumerable<string>>>();
        var lab = await trial.LabAsync();
        await lab.UseAsync(Recipe.Recommended.Without("proxy_read_timeout").With("proxy_read_timeout 1s;"));
        var once = $"{trial.Random.Next(10_000, 99_999)}x{lab.Nginx.AccessLog.Length}";
        string[] cut = [$"/resume?cut=3&retry={trial.Random.Next(1, 999_999)}", $"/clock?count=3&interval=50&pause=1600&type=silent{once}"];
        string[] fine = [$"/clock?interval=20&type=whole{once}", $"/clock?interval=20&type=again{once}"];
        var left = $"/clock?count=40&interval=20&type=left{once}";
        var never = $"/typed?count=1&interval=1600&retry={trial.Random.Next(1, 999_999)}";
        var before = (Access: lab.Nginx.AccessLog.Length, Errors: lab.Nginx.ErrorLog.Length);
        await Task.WhenAll([.. cut.Concat(fine).Select(path => lab.Nginx.CaptureAsync(path)),
            lab.Nginx.CaptureAsync(left, new() { StopAfter = 2 }), lab.Nginx.CaptureAsync(never)]);
        string[] all = [.. cut, .. fine, left, never];
        var access = await Eventually.SeeAsync(() => lab.Nginx.AccessLog, log => all.All(path => log.Contains($" {path} ", StringComparison.Ordinal)));
        var errors = await Eventually.SeeAsync(() => lab.Nginx.ErrorLog, log => cut.Append(never).All(path => log.Contains($" {path} ", StringComparison.Ordinal)));
        // What earlier checks left in the logs is not asked for.
        (access, errors) = (access[before.Access..], errors[before.Errors..]);
        const string given = "CutStreams(accessLog, errorLog)\nafter six streams: two cut, two whole, one left by its client, one that never began";
        var arrived = await trial.CallAsync(given, () => find(access, errors)?.Order(StringComparer.Ordinal).ToList());
        trial.Show(Table.Of(all.Select(path => (Target: path, Access: Line(access, path), Error: Line(errors, path))), "What the logs say",
            ("Stream", row => row.Target), ("access.log", row => row.Access), ("error.log", row => row.Error)));
        trial.Expect("those are named that were cut, and no other", [.. cut.Order(StringComparer.Ordinal)], arrived, given, "The table below has the lines of each stream.",
            (_everyError, [.. cut.Append(never).Order(StringComparer.Ordinal)]), (_statusTells, [left]), (_statusTells, [.. cut.Append(left).Append(never).Order(StringComparer.Ordinal)]), (_statusTells, [.. new[] { left, never }.Order(StringComparer.Ordinal)]));
    }

    private static string Line(string log, string path)
    {
        var line = log.Split('\n').FirstOrDefault(line => line.Contains($" {path} ", StringComparison.Ordinal)) ?? "";
        return line.Contains("\" ", StringComparison.Ordinal) && !line.Contains('[', StringComparison.Ordinal) ? line.Split("\" ", 2)[1].Split(" upstream=")[0] + $" {line.Split(' ')[^1]}"
            : line.Split("] ", 2)[^1].Split(", client")[0];
    }

    private static async Task FailsOverAsync(Trial trial)
    {
        var group = trial.Answer<Func<string, string, NginxConfiguration>>();
        var (lab, around) = (await trial.LabAsync(), await AroundAsync(trial));
        var (dead, alive) = (around.Dead.InnerUrl.Authority, lab.Backend.InnerUrl.Authority);
        foreach (var (first, second) in ((string, string)[])[(dead, alive), (alive, dead)])
        {
            var given = $"Group(\"{first}\", \"{second}\"), and {dead} dies";
            var configuration = await trial.CallAsync(given, () => group(first, second));
            trial.IsAsGiven = configuration == AsGiven(first, second);
            await lab.UseAsync(configuration);
            var statuses = new List<int?>();
            for (var count = 0; count < 4; count++)
                statuses.Add((await lab.Nginx.CaptureAsync("/v1/chat/completions?first=1&interval=1&count=2", new() { Body = NginxRecipeTasks.ChatRequest })).Status);
            trial.Require(statuses.TrueForAll(status => status == 200), "a question is answered whichever server dies", "four times 200",
                string.Join(", ", statuses.Select(status => status is { } some ? Words.OfStatus(some) : "no answer")), $"{given}\nfour times POST /v1/chat/completions",
                "What does nginx do with a request that its server did not answer?", statuses.Contains(502) && statuses.Contains(200) && first == dead ? _postIsNotRetried : null);
            var stream = await new Ward(trial, lab.Nginx, lab.Backend).DeliveredAsync("/clock?interval=60");
            trial.Require(stream is { Delivery: Delivery.Streamed, Failure: null }, "streams flow as before", "streamed", Ward.Figure(stream), given);
        }
    }

    private static NginxConfiguration AsGiven(string first, string second) => Recipe.Recommended
        .With($"upstream group {{ server {first} max_fails=0; server {second} max_fails=0; }}", NginxContext.Http)
        .With("proxy_pass http://group;");

    private static async Task<Surroundings> AroundAsync(Trial trial)
    {
        var lab = await trial.LabAsync();
        return await _surroundings.GetValue(lab, StartAsync);
    }

    private static async Task<Surroundings> StartAsync(Lab lab)
    {
        // A process shares the loopback address with all others unless told; a container has an address of its own.
        string From(int number) => lab.Host is LabHost.Processes ? $"proxy_bind 127.0.0.{number};" : "";
        var balancer = await lab.AddNginxAsync(Recipe.Recommended.With(From(3)), lab.Nginx.InnerUrl);
        var far = await lab.AddNginxAsync(Recipe.Recommended.Without("proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;").With(From(9)), balancer.InnerUrl);
        var dead = await lab.AddNginxAsync(Recipe.Bare.With("return 444;"));
        await lab.UseAsync(Recipe.Recommended);
        var received = await balancer.EchoRequestAsync();
        return new(balancer, far, dead, received.Values("X-Real-IP").Single(), received.Values("X-Forwarded-For").Single().Split(", ")[0]);
    }

    /// <summary>What stands around a lab's own nginx.</summary>
    /// <param name="Balancer">Stands in front of it and adds to <c>X-Forwarded-For</c>.</param>
    /// <param name="Far">A client of the balancer with an address of its own.</param>
    /// <param name="Dead">A server that hangs up without a word.</param>
    /// <param name="BalancerAddress">What the lab's nginx sees of the balancer.</param>
    /// <param name="ClientAddress">What the balancer sees of this process.</param>
    private sealed record Surroundings(NginxServer Balancer, NginxServer Far, NginxServer Dead, string BalancerAddress, string ClientAddress);
}
