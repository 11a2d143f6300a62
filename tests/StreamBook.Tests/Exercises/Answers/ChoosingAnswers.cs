using System.Collections.Immutable;
using System.Text;

namespace StreamBook.Tests;

internal static class ChoosingAnswers
{
    private const string Send = """
        using var socket = await http.WebSockets.AcceptWebSocketAsync();
        var message = "the balance is 7"u8.ToArray();
        await socket.SendAsync(message, WebSocketMessageType.Text, true, default);
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, default);
        """;

    public static ImmutableArray<TaskAnswers> All { get; } =
    [
        new("05.1")
        {
            NeedsLab = true,
            Right =
            [
                new("allowed origins", () => Server("new() { AllowedOrigins = { \"https://app.example\" } }", Send)),
                new("compared by hand", () => Server("", $"if (http.Request.Headers.Origin.Count > 0 && http.Request.Headers.Origin != \"https://app.example\") {{ http.Response.StatusCode = 403; return; }}\n{Send}")),
            ],
            Wrong =
            [
                new("as given", () => Server("", Send.Replace("\n", "\n    ")), "Nothing is changed yet"),
                new("empty", () => "\n", "Not solved yet"),
                new("nobody", () => Server("", "http.Response.StatusCode = 403; await Task.CompletedTask;"), "a page of one's own is let in"),
                new("begins with it", () => Refusing("!origin.StartsWith(\"https://app.example\")"), "mistake:   an origin that holds ours is ours"),
                new("ends with it", () => Refusing("!origin.EndsWith(\"app.example\")"), "mistake:   an origin that holds ours is ours"),
                new("the host alone", () => Refusing("!Uri.TryCreate(origin, UriKind.Absolute, out var uri) || uri.Host != \"app.example\""), "mistake:   the host is the origin"),
                new("no origin, no entry", () => Server("", $"if (http.Request.Headers.Origin != \"https://app.example\") {{ http.Response.StatusCode = 403; return; }}\n{Send}"), "mistake:   who sends no origin is a stranger"),
                new("accepted, then closed", () => Server("", $"if (http.Request.Headers.Origin.Count > 0 && http.Request.Headers.Origin != \"https://app.example\") {{ using var open = await http.WebSockets.AcceptWebSocketAsync(); await open.CloseAsync(WebSocketCloseStatus.PolicyViolation, null, default); return; }}\n{Send}"), "mistake:   a WebSocket can be refused after it is open"),
                new("CORS", () => Server("", $"http.Response.Headers.AccessControlAllowOrigin = \"https://app.example\";\n{Send}"), "CORS does not come into it"),
            ],
        },
        new("05.2")
        {
            Right =
            [
                new("as the book", () => Pack(bytes => $"data: {Convert.ToBase64String(bytes)}\n\n")),
                new("in lines of 76 characters, a field each", () => Pack(bytes => $"event: bytes\n{string.Concat(Convert.ToBase64String(bytes, Base64FormattingOptions.InsertLineBreaks).Split("\r\n").Select(line => $"data: {line}\n"))}\n")),
            ],
            Wrong =
            [
                new("left out", () => (Func<byte[], string?>)(_ => null), "Not solved yet"),
                new("a constant", () => Pack(_ => "data: AQID\n\n"), "the client gets the bytes as they were"),
                new("as text", () => Pack(bytes => $"data: {Encoding.UTF8.GetString(bytes)}\n\n"), "mistake:   bytes can be sent as text"),
                new("as Latin-1", () => Pack(bytes => $"data: {Encoding.Latin1.GetString(bytes)}\n\n"), "mistake:   bytes can be sent as text"),
                new("in lines of 76 characters", () => Pack(bytes => $"data: {Convert.ToBase64String(bytes, Base64FormattingOptions.InsertLineBreaks)}\n\n"), "mistake:   base64 is one line"),
                new("in hexadecimal", () => Pack(bytes => $"data: {Convert.ToHexString(bytes)}\n\n"), "mistake:   hexadecimal is base64"),
                new("no blank line", () => Pack(bytes => $"data: {Convert.ToBase64String(bytes)}\n"), "one event arrives"),
            ],
        },
        new("05.3")
        {
            Right =
            [
                new("as the book", () => Chosen("E b", "W a", "W c", "E e", "W d", "E f")),
                new("in other writing", () => Chosen("e, b", "wa", "W: C", "E-e", "w d", "EF")),
            ],
            Wrong =
            [
                new("nothing", () => Chosen("", "", "", "", "", ""), "There are six systems, and 0 choices."),
                new("WebSocket for all", () => Chosen("W a", "W a", "W c", "W a", "W d", "W a"), "the prices: the protocol fits"),
                new("event streams for all", () => Chosen("E b", "E b", "E b", "E e", "E f", "E f"), "the game: the protocol fits"),
                new("two reasons changed", () => Chosen("E f", "W a", "W c", "E e", "W d", "E b"), "the prices: so does the reason"),
                new("in words", () => Chosen("event stream", "W a", "W c", "E e", "W d", "E f"), "each choice is a protocol and a reason"),
            ],
        },
    ];

    private static Func<byte[], string> Pack(Func<byte[], string> pack) => pack;

    private static string[] Chosen(params string[] choices) => choices;

    private static string Refusing(string isStranger) => Server("", $"var origin = http.Request.Headers.Origin.ToString();\nif (origin != \"\" && ({isStranger})) {{ http.Response.StatusCode = 403; return; }}\n{Send}");

    private static string Server(string options, string handler) => $$"""
        #:sdk Microsoft.NET.Sdk.Web
        using System.Net.WebSockets;
        var app = WebApplication.Create(args);
        app.UseWebSockets({{options}});
        app.Map("/chat", async (HttpContext http) =>
        {
            {{handler}}
        });
        app.Run();
        """;
}
