using System.Globalization;
using StreamBook.Wording;

namespace StreamBook.Exercises;

/// <summary>A broken configuration of the nginx clinic: what is to be mended, and how the book mends it.</summary>
/// <param name="Broken">As it was given, which is what stands in the exercise.</param>
/// <param name="Mended">As the book mends it.</param>
internal sealed record Patient(NginxConfiguration Broken, NginxConfiguration Mended)
{
    /// <summary>Puts the answer in force and judges it; then shows what arrives with it beside what arrives as the book mends it.</summary>
    /// <param name="trial">The trial.</param>
    /// <param name="judge">What must be so with the answer in force.</param>
    /// <param name="stream">What to show of both, such as <c>/clock</c>; null shows nothing.</param>
    /// <param name="options">How to ask for it.</param>
    public async Task TreatAsync(Trial trial, Func<Ward, Task> judge, string? stream = "/clock", CaptureOptions? options = null)
    {
        var answer = trial.Answer<NginxConfiguration>();
        trial.IsAsGiven = answer == Broken;
        var lab = await trial.LabAsync();
        await lab.UseAsync(answer);
        await judge(new(trial, lab.Nginx, lab.Backend));
        if (stream is not null)
        {
            var yours = await lab.Nginx.CaptureAsync(stream, options);
            await lab.UseAsync(Mended);
            var ours = await lab.Nginx.CaptureAsync(stream, options);
            trial.Show(Draw.Lanes(yours with { Name = $"yours, {Changes(answer)}" }, ours with { Name = $"the book's, {Changes(Mended)}" }));
        }
    }

    private string Changes(NginxConfiguration mended) => ChangedCount(mended) switch
    {
        0 => "nothing changed",
        1 => "1 directive added or taken out",
        var count => string.Create(CultureInfo.InvariantCulture, $"{count} directives added or taken out"),
    };

    /// <summary>How many directives were added or taken out; one that was altered counts as both.</summary>
    private int ChangedCount(NginxConfiguration mended) => Difference(Broken, mended) + Difference(mended, Broken);

    private static int Difference(NginxConfiguration one, NginxConfiguration other)
    {
        var left = Lines(one);
        foreach (var line in Lines(other))
            left.Remove(line);
        return left.Count;

        static List<string> Lines(NginxConfiguration configuration) =>
        [
            .. configuration.Main.Select(directive => $"main {directive}"),
            .. configuration.Http.Select(directive => $"http {directive}"),
            .. configuration.Server.Select(directive => $"server {directive}"),
            .. configuration.Location.Select(directive => $"location {directive}"),
        ];
    }
}

/// <summary>What a judge of the clinic measures through nginx, with the sentences that go with it.</summary>
/// <param name="Trial">The trial.</param>
/// <param name="Nginx">nginx, with the answer in force.</param>
/// <param name="Backend">The backend behind it.</param>
internal sealed record Ward(Trial Trial, NginxServer Nginx, BackendServer Backend)
{
    private const int Captures = 3, MostCaptures = 8;

    /// <summary>An event stream of the clock that is another each time.</summary>
    public string FreshClock(string more = "") =>
        $"/clock?count={Trial.Random.Next(4, 8)}&interval={Trial.Random.Next(60, 120)}{more}";

    /// <summary>Asks for a stream and states that it is streamed.</summary>
    public async Task<Capture> StreamsAsync(string path, string sentence = "the event stream is streamed", CaptureOptions? options = null, string? next = null, Func<Capture, Misconception?>? known = null)
    {
        var capture = await DeliveredAsync(path, options);
        if (capture.Delivery is not Delivery.Streamed)
            Trial.Show(Draw.Lanes(capture with { Name = "through your nginx" }, await Backend.CaptureAsync(path, options) with { Name = "without nginx" }));
        Trial.Require(capture.Delivery is Delivery.Streamed && capture.Failure is null, sentence,
            "streamed: each event arrives before the next is sent", Figure(capture), Request(path, options), next, known?.Invoke(capture));
        return capture;
    }

    /// <summary>
    /// Asks for a stream until it is streamed, three times at most: an nginx that holds it never streams, but a machine
    /// that stands still for a moment can make a streamed one look held. One that says nothing, as this process itself
    /// stood still, does not count.
    /// </summary>
    public async Task<Capture> DeliveredAsync(string path, CaptureOptions? options = null)
    {
        for (int judged = 0, number = 1; ; number++)
        {
            var capture = await Nginx.CaptureAsync(path, options);
            judged += capture.Delivery is Delivery.Unknown && capture.Events.Length > 1 ? 0 : 1;
            if (capture.Delivery is Delivery.Streamed || judged == Captures || number == MostCaptures)
                return capture;
        }
    }

    /// <summary>States that a request reaches the backend with these values of a header, and no other.</summary>
    public void Reaches(ReceivedRequest received, string header, string[] values, string sentence, string? next = null, Misconception? known = null, string given = "an ordinary request") =>
        Trial.Require(received.Values(header).SequenceEqual(values, StringComparer.OrdinalIgnoreCase), sentence,
            Line(header, values), Line(header, [.. received.Values(header)]), given, next, known);

    /// <summary>The address that nginx sees of this client, which in a container is none that the client knows.</summary>
    public async Task<string> ClientAddressAsync()
    {
        var answer = Nginx.Configuration;
        await Nginx.UseAsync(Recipe.Bare.With("proxy_set_header X-Real-IP $remote_addr;"));
        var address = (await Nginx.EchoRequestAsync()).Values("X-Real-IP").Single();
        await Nginx.UseAsync(answer);
        return address;
    }

    /// <summary>States that a WebSocket opens and that its messages come.</summary>
    public async Task OpensWebSocketAsync(string sentence = "a WebSocket opens", string? next = null, Misconception? known = null)
    {
        var count = Trial.Random.Next(2, 5);
        var path = $"/ws/ticker?count={count}&interval=20";
        var socket = await Nginx.CaptureWebSocketAsync(path);
        Trial.Require(socket.Status == 101 && socket.Events.Length == count, sentence, $"status 101 and {count} messages",
            socket.Status == 101 ? $"{socket.Events.Length} messages" : $"{(socket.Status is { } status ? $"status {Words.OfStatus(status)}" : "no answer")}", $"WebSocket {path}", next, known);
    }

    /// <summary>The measured figure of a delivery.</summary>
    public static string Figure(Capture capture) => capture switch
    {
        { Failure: { } failure } => failure,
        { TimeToFirstEvent: { } first, Events: [.., { SentOffset: { } sent }] } =>
            $"{Words.Of(capture.Delivery)}: the first event after {Words.Of(first)}, the last was sent at {Words.Of(sent)}",
        _ => $"{capture.Events.Length} events",
    };

    private static string Request(string path, CaptureOptions? options) =>
        $"{(options?.Body is null ? "GET" : "POST")} {path}{string.Concat((options?.Headers ?? []).Select(header => $"\n{header.Name}: {header.Value}"))}";

    private static string Line(string header, string[] values) =>
        values.Length == 0 ? $"no {header} line" : string.Join('\n', values.Select(value => $"{header}: {value}"));
}
