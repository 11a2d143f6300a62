namespace StreamBook.Exercises.Tasks;

/// <summary>Judges a server whose WebSocket is for the pages of one origin.</summary>
internal static class StrangersPage
{
    private const string Own = "https://app.example", Secret = "the balance is ";

    private static readonly Misconception _part = new(
        "an origin that holds ours is ours",
        "Anybody can have a name that begins or ends with yours. Compare the whole: scheme, host and port.");

    private static readonly Misconception _scheme = new(
        "the host is the origin",
        "A page over plain HTTP, or on another port, is another origin: somebody on the way may have written it.");

    private static readonly Misconception _tooLate = new(
        "a WebSocket can be refused after it is open",
        "With the 101 the stranger's page has an open connection. Refuse before: with 403.");

    private static readonly Misconception _noOrigin = new(
        "who sends no origin is a stranger",
        "A program that is no browser sends none. It has no cookies of your user either: there is nothing to steal.");

    /// <summary>As it was given, which is what stands in the exercise.</summary>
    private const string Broken = """
        #:sdk Microsoft.NET.Sdk.Web
        using System.Net.WebSockets;
        var app = WebApplication.Create(args);
        app.UseWebSockets();
        app.Map("/chat", async (HttpContext http) =>
        {
            using var socket = await http.WebSockets.AcceptWebSocketAsync();
            var message = "the balance is 7"u8.ToArray();
            await socket.SendAsync(message, WebSocketMessageType.Text, true, default);
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, default);
        });
        app.Run();
        """;

    public static async Task JudgeAsync(Trial trial)
    {
        var answer = trial.Answer<string>();
        trial.IsAsGiven = answer.ReplaceLineEndings("\n").Trim() == Broken.ReplaceLineEndings("\n");
        var server = await trial.StartAsync(answer);
        var number = trial.Random.Next(2, 100);
        await LetsInAsync(Own, "a page of one's own is let in", null);
        await RefusesAsync("a stranger's page is refused", $"https://evil{number}.test", null);
        foreach (var origin in (string[])[$"{Own}.evil{number}.test", $"https://evil{number}-app.example", $"https://evil{number}.test/{Own}", $"https://sub{number}.app.example"])
            await RefusesAsync("a page whose origin only looks like one's own is refused", origin, _part);
        foreach (var origin in (string[])["http://app.example", $"{Own}:{8000 + number}"])
            await RefusesAsync("the same host by another scheme or port is refused", origin, _scheme);
        await RefusesAsync("a page without an origin of its own is refused", "null", null);
        await LetsInAsync(null, "a program that sends no origin is let in", _noOrigin);

        Task<Capture> OpenAsync(string? origin) => server.Nginx.CaptureWebSocketAsync("/chat", origin is null ? null : new() { Headers = [new("Origin", origin)] });

        async Task LetsInAsync(string? origin, string sentence, Misconception? known)
        {
            var capture = await OpenAsync(origin);
            trial.Require(capture.Status == 101 && capture.Events is [{ Event.Data: { } data }, ..] && data.StartsWith(Secret, StringComparison.Ordinal), sentence,
                $"101, and the message “{Secret}…”", Told(capture), Given(origin), known: capture.Status is 400 or 401 or 403 ? known : null);
        }

        async Task RefusesAsync(string sentence, string origin, Misconception? known)
        {
            var capture = await OpenAsync(origin);
            trial.Require(capture.Status is 400 or 401 or 403, sentence, "403, and no WebSocket", Told(capture), Given(origin),
                "A browser opens a WebSocket for any page, and sends `Origin` with it. CORS does not come into it.", capture.Status != 101 ? null : capture.Events.IsEmpty ? _tooLate : known);
        }
    }

    private static string Given(string? origin) => $"WebSocket /chat\n{(origin is null ? "no Origin" : $"Origin: {origin}")}";

    private static string Told(Capture capture) => capture switch
    {
        { Status: 101, Events: [] } => "101: it is open, without a message",
        { Status: 101 } => $"101: it is open, with the message “{capture.Events[0].Event.Data}”",
        { Status: { } status } => $"{status}",
        _ => capture.Failure ?? "no answer",
    };
}
