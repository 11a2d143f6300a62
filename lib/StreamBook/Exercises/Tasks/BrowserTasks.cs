using System.Collections.Immutable;
using System.Net;
using System.Net.Security;
using StreamBook.Wording;

namespace StreamBook.Exercises.Tasks;

/// <summary>The tasks of 08: in the browser. Here are those about servers, and all in their order.</summary>
internal static class BrowserTasks
{
    /// <summary>As many connections as a browser opens to a host over HTTP/1.1.</summary>
    private const int ConnectionsOfABrowser = 6;

    /// <summary>How long no further stream opens before those that wait are taken to wait for good, and how long an answer may take.</summary>
    private static readonly TimeSpan _silence = TimeSpan.FromSeconds(1.5), _patience = TimeSpan.FromSeconds(20);

    private static readonly Misconception _star = new(
        "a star allows credentials",
        "`*` stands for nobody in particular, and a cookie is somebody: a browser refuses an answer with `*` to a request with credentials.");

    private static readonly Misconception _echo = new(
        "to send the origin back is to check it",
        "Whoever asks is then allowed, with the visitor's cookies. Compare it with the one that is meant.");

    private static readonly Misconception _part = new(
        "a pattern that matches a part is a comparison",
        "`app.example` stands in `https://app.example.evil.test` too. Without `^` and `$`, and with a dot that means any character, strangers match.");

    private static readonly Misconception _noVary = new(
        "an answer that depends on a header needs no word about it",
        "A cache in between would hand one origin's answer to another. `Vary: Origin` tells it to keep them apart.");

    private static readonly Misconception _withoutTls = new(
        "HTTP/2 needs no TLS",
        "nginx speaks it without, and no browser does: it agrees on HTTP/2 while TLS begins.");

    private static readonly Misconception _twice = new(
        "a ticket may be shown again",
        "It stands in an address, so it stands in logs. Tear it when it is shown: whoever reads the log comes too late.");

    private static readonly Misconception _raced = new(
        "first look, then tear",
        "Two requests can look at the same time, and both find it whole. Look and tear must be one step: `TryRemove` of a `ConcurrentDictionary` is.");

    private static readonly Misconception _forEver = new(
        "a ticket that is not shown stays good",
        "It lies in a log or a history, until somebody finds it. It is for the next moment.");

    private static readonly Misconception _guessable = new(
        "what nobody was told cannot be guessed",
        "A number that counts, a time, or a source of randomness for games can. Take `RandomNumberGenerator`, and 16 bytes or more.");

    public static ImmutableArray<ExerciseTask> All { get; } =
    [
        new()
        {
            Id = "08.1",
            Title = "One origin and no other, credentials included",
            Section = "Another origin",
            Hints =
            [
                "A browser compares one header of the answer with the page's origin, letter by letter. With credentials it wants a second header, and no star.",
                "`Access-Control-Allow-Origin` with that origin, `Access-Control-Allow-Credentials: true`. For strangers the first has to be missing or another.",
                "A `map` of `$http_origin` makes the value: the origin itself for the one, empty for all others; `add_header` sends no line that is empty. What depends on `Origin` says `Vary: Origin`.",
                "`map $http_origin $allowed { default \"\"; \"https://app.example\" $http_origin; }` in the http context; `add_header Access-Control-Allow-Origin $allowed; add_header Access-Control-Allow-Credentials true; add_header Vary Origin;`. (Always the one origin, whoever asks, is right too.)",
            ],
            Judge = AllowsAsync,
        },
        BrowserScriptTask.Parser,
        new()
        {
            Id = "08.3",
            Title = "A ticket for EventSource",
            Section = "Who asks?",
            CallLimit = TimeSpan.FromSeconds(10),
            Hints =
            [
                "Keep in memory for each ticket who bought it and when. A ticket itself says nothing: it is random.",
                "`RandomNumberGenerator.GetHexString(32)` cannot be guessed and may stand in an address. The clock is `time.GetUtcNow()`: a check has a clock of its own.",
                "Torn when it is shown, also when two show it at the same moment: `TryRemove` of a `ConcurrentDictionary` gives it to one of them.",
                "`issue`: a random text, `tickets[text] = (user, time.GetUtcNow() + life)`. `redeem`: `tickets.TryRemove(text, out var found) && time.GetUtcNow() < found.Until ? found.User : null`.",
            ],
            Judge = TicketsAsync,
        },
        new()
        {
            Id = "08.4",
            Title = "Six connections, and a way out",
            Section = "The seventh stream",
            Hints =
            [
                "The server has room. Who counts to six, and for which version of HTTP?",
                "Over HTTP/2 all streams of a page share one connection, and nginx allows 128. `http2 on;` stands in the server context.",
                "A browser agrees on HTTP/2 while TLS begins, so the server needs a certificate. `WithSelfSignedCertificate()` makes one for this machine.",
                "`Recipe.Recommended.WithSelfSignedCertificate().With(\"http2 on;\", NginxContext.Server)`.",
            ],
            Judge = OpensManyAsync,
        },
    ];

    private static async Task AllowsAsync(Trial trial)
    {
        var allow = trial.Answer<Func<string, NginxConfiguration>>();
        var lab = await trial.LabAsync();
        var (host, port) = (trial.Random.GetItems((string[])["app.example", "chat.example", "shop.example.org"], 1)[0], trial.Random.Next(2) == 0 ? "" : $":{trial.Random.Next(1_024, 65_535)}");
        var origin = $"https://{host}{port}";
        var given = $"Allow(\"{origin}\")";
        var configuration = await trial.CallAsync(given, () => allow(origin));
        trial.IsAsGiven = configuration == Recipe.Recommended;
        await lab.UseAsync(configuration);

        var own = await AskAsync(lab, origin);
        var star = own.Header("Access-Control-Allow-Origin") == "*";
        trial.Require(own.Header("Access-Control-Allow-Origin") == origin, "a page of this origin may read the stream, with its cookies", $"Access-Control-Allow-Origin: {origin}", Shown(own, "Access-Control-Allow-Origin"),
            Asked(given, origin), "The rule is the CORS check: https://fetch.spec.whatwg.org/#cors-check", star ? _star : null);
        trial.Require(own.Header("Access-Control-Allow-Credentials") == "true", "a page of this origin may read the stream, with its cookies", "Access-Control-Allow-Credentials: true", Shown(own, "Access-Control-Allow-Credentials"), Asked(given, origin));
        string[] strangers =
        [
            "https://elsewhere.example", $"http://{host}{port}", $"https://{host}{(port == "" ? ":8443" : "")}", $"{origin}.evil.test", $"https://evil-{host}{port}",
            $"https://{host.Replace('.', 'x')}{port}", $"https://login.{host}{port}", "null",
        ];
        var answers = new List<(string Stranger, Capture Answer)>();
        foreach (var stranger in strangers)
            answers.Add((stranger, await AskAsync(lab, stranger)));
        var echoes = answers.Where(answer => answer.Answer.Header("Access-Control-Allow-Origin") == answer.Stranger).ToArray();
        foreach (var (stranger, answer) in answers)
        {
            trial.Require(answer.Header("Access-Control-Allow-Origin") is not { } allowed || (allowed != stranger && allowed != "*"), "no other page may", "no Access-Control-Allow-Origin, or another one", Shown(answer, "Access-Control-Allow-Origin"),
                Asked(given, stranger), known: echoes.Length == answers.Count ? _echo : echoes.Any(echo => echo.Stranger.Contains(host, StringComparison.Ordinal)) ? _part : null);
        }

        var depends = answers.Exists(answer => answer.Answer.Header("Access-Control-Allow-Origin") != origin);
        foreach (var (asker, answer) in answers.Prepend((origin, own)))
        {
            var varies = answer.Header("Vary")?.Split(", ").Contains("Origin", StringComparer.OrdinalIgnoreCase) is true;
            trial.Require(!depends || varies, "a cache can keep the answers apart", "Vary: Origin", Shown(answer, "Vary"), Asked(given, asker), known: _noVary);
        }

        await new Ward(trial, lab.Nginx, lab.Backend).StreamsAsync("/clock?interval=60");
    }

    private static Task<Capture> AskAsync(Lab lab, string origin) => lab.Nginx.CaptureAsync("/clock?count=1&interval=1", new() { Headers = [new("Origin", origin), new("Cookie", "visitor=7")] });

    private static string Asked(string given, string origin) => $"{given}, and a page asks with\nOrigin: {origin}";

    private static string Shown(Capture answer, string header) => answer.Header(header) is { } value ? $"{header}: {value}" : $"no {header} line";

    private static async Task TicketsAsync(Trial trial)
    {
        var tickets = trial.Answer<Func<TimeProvider, TimeSpan, (Func<string, string> Issue, Func<string, string> Redeem)>>();
        var (clock, life) = (new SetClock(), TimeSpan.FromSeconds(trial.Random.Next(10, 60)));
        var given = $"Tickets(time, {life.TotalSeconds:0} s)";
        var (issue, redeem) = await trial.CallAsync(given, () => tickets(clock, life));
        if (issue is null || redeem is null)
            throw Trial.Unsolved($"`{given}` has no functions.");
        Task<string> IssueAsync(string user) => trial.CallAsync($"issue(\"{user}\")", () => issue(user));
        async Task<string?> RedeemAsync(string ticket) => (await trial.CallAsync("redeem(…)", () => new Redeemed(redeem(ticket)))).User;

        var user = trial.Random.GetItems((string[])["ada", "zoë", "grace hopper", "linus"], 1)[0];
        var ticket = await IssueAsync(user);
        trial.Expect("a ticket says who bought it", user, await RedeemAsync(ticket), $"issue(\"{user}\"), then redeem of it");
        trial.Expect("it is torn when it is shown", null, await RedeemAsync(ticket), "redeem of the same ticket once more", "Who reads nginx's access log?", (_twice, user));
        trial.Expect("a ticket that was never sold is none", null, await RedeemAsync("0123456789abcdef0123456789abcdef"), "redeem of 0123456789abcdef0123456789abcdef");

        string[] many = [.. await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => IssueAsync("ada")))];
        trial.Require(many.All(one => Uri.EscapeDataString(one) == one), "it may stand in an address as it is", "letters, digits, - . _ ~", AnswerWording.Of(many.FirstOrDefault(one => Uri.EscapeDataString(one) != one)), "issue(\"ada\")");
        trial.Require(many.Distinct().Count() == many.Length && many.All(one => one.Length >= 20) && !AreAlike(many), "no ticket can be guessed from another", "texts that have nothing in common, of 16 random bytes or more",
            $"{AnswerWording.Of(many[0])}, {AnswerWording.Of(many[1])}", "issue(\"ada\"), again and again", known: many.Distinct().Count() < many.Length || AreAlike(many) ? _guessable : null);

        var stale = await IssueAsync("ada");
        clock.Advance(life - TimeSpan.FromSeconds(1));
        var fresh = await IssueAsync("zoë");
        clock.Advance(TimeSpan.FromSeconds(2));
        trial.Expect("it is good for its life only", null, await RedeemAsync(stale), $"redeem {life.TotalSeconds + 1:0} s later", null, (_forEver, "ada"));
        trial.Expect("another one is still good", "zoë", await RedeemAsync(fresh), "redeem of one that is 2 s old");
        await RacesAsync(trial, clock, issue, redeem);
    }

    /// <summary>Several show one ticket at the same moment. Whoever looks at the clock waits for the others there, so that look and tear cannot pass for one step by luck.</summary>
    private static async Task RacesAsync(Trial trial, SetClock clock, Func<string, string> issue, Func<string, string> redeem)
    {
        const int visitors = 4;
        var admitted = 0;
        await trial.CallAsync("redeem(…) by four at the same moment", () =>
        {
            var ticket = issue("ada");
            using var start = new Barrier(visitors);
            using var meeting = new Barrier(visitors);
            clock.Meeting = meeting;
            Thread[] threads = [.. Enumerable.Range(0, visitors).Select(_ => new Thread(() =>
            {
                start.SignalAndWait();
                if (redeem(ticket) is not null)
                    Interlocked.Increment(ref admitted);
            }))];
            Array.ForEach(threads, thread => thread.Start());
            Array.ForEach(threads, thread => thread.Join());
            clock.Meeting = null;
            return true;
        });
        trial.Require(admitted == 1, "of several who show it at the same moment one gets in", "1", $"{admitted}", "redeem of one ticket by four threads", known: admitted > 1 ? _raced : null);
    }

    /// <summary>Whether the texts share more of their places than chance gives: a beginning, a middle, a counter's high digits.</summary>
    private static bool AreAlike(string[] tickets)
    {
        var length = tickets.Min(ticket => ticket.Length);
        var same = Enumerable.Range(0, length).Count(place => tickets.All(ticket => ticket[place] == tickets[0][place]));
        return length - same < 20;
    }

    private static async Task OpensManyAsync(Trial trial)
    {
        var answer = trial.Answer<NginxConfiguration>();
        trial.IsAsGiven = answer == Recipe.Recommended;
        var lab = await trial.LabAsync();
        await lab.UseAsync(answer);
        var isTls = answer.Server.Any(directive => directive.Name == "ssl_certificate");
        var count = trial.Random.Next(8, 14);
        var page = new UriBuilder(lab.Nginx.Url) { Scheme = isTls ? "https" : "http" }.Uri;
        using var browser = Browser();
        var path = $"/clock?count=0&type=tab{trial.Random.Next(10_000, 99_999)}";
        var opening = Enumerable.Range(0, count).Select(_ => OpenAsync(browser, new(page, path))).ToArray();
        var all = Task.WhenAll(opening);
        int Opened() => opening.Count(one => one.IsCompletedSuccessfully && one.Result is not null);
        for (var before = -1; !all.IsCompleted && Opened() > before;)
        {
            before = Opened();
            await Task.WhenAny(all, Task.Delay(_silence));
        }

        var open = opening.Where(one => one.IsCompletedSuccessfully).Select(one => one.Result).OfType<HttpResponseMessage>().ToArray();
        var version = open.FirstOrDefault()?.Version;
        trial.Require(open.Length == count, "a page with many streams has all of them", $"{count} streams open", $"{Words.OfCount(open.Length, "stream")} open{(version is null ? "" : $" over HTTP/{version}")}",
            $"a browser opens {count} streams at {page.Scheme}://…{path}", "A browser opens six connections to a host over HTTP/1.1. What would let the seventh stream share one?",
            !isTls && answer.Server.Concat(answer.Http).Any(directive => directive.Name == "http2") ? _withoutTls : null);
        var plain = await OpenAsync(browser, new(page, "/clock?count=1&interval=1")).WaitAsync(_patience);
        trial.Require(plain?.StatusCode is HttpStatusCode.OK, "its pages still load", "200 OK", plain is null ? "no answer" : Words.OfStatus((int)plain.StatusCode), "one more request of the same browser");
        plain?.Dispose();
        Array.ForEach(open, response => response.Dispose());
        trial.Require(version == HttpVersion.Version20, "they share one connection", "HTTP/2", $"HTTP/{version}");
    }

    /// <summary>A client with a browser's rules: six connections to a host, and HTTP/2 where TLS agrees on it.</summary>
    private static HttpClient Browser() => new(new SocketsHttpHandler
    {
        MaxConnectionsPerServer = ConnectionsOfABrowser,
        UseProxy = false,
        ResponseDrainTimeout = TimeSpan.Zero,
        // A certificate of the learner's own lab, for which nobody vouches.
        SslOptions = new() { RemoteCertificateValidationCallback = (_, _, _, errors) => errors is SslPolicyErrors.None or SslPolicyErrors.RemoteCertificateChainErrors },
    })
    {
        DefaultRequestVersion = HttpVersion.Version20,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
    };

    private static async Task<HttpResponseMessage?> OpenAsync(HttpClient browser, Uri uri)
    {
        try
        {
            return await browser.GetAsync(uri, HttpCompletionOption.ResponseHeadersRead);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>What redeeming returned, which may be null.</summary>
    private sealed record Redeemed(string? User);

    /// <summary>A clock that goes when it is told to.</summary>
    private sealed class SetClock : TimeProvider
    {
        private DateTimeOffset _now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

        /// <summary>Where those who look at it meet before they see it; whoever is alone goes on after a moment.</summary>
        public Barrier? Meeting { get; set; }

        public override DateTimeOffset GetUtcNow()
        {
            Meeting?.SignalAndWait(TimeSpan.FromMilliseconds(100));
            return _now;
        }

        public override long GetTimestamp() => GetUtcNow().Ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Advance(TimeSpan time) => _now += time;
    }
}
