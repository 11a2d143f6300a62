using System.Collections.Immutable;
using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using StreamBook.Wording;

namespace StreamBook.Exercises.Tasks;

/// <summary>The tasks of 04 about talking: what a program does with .NET's WebSocket.</summary>
internal static class WebSocketTalkTasks
{
    private const int Patiences = 12, FloodByteCount = 32 * 1024 * 1024, FragmentByteCount = 64 * 1024;

    private static readonly Misconception _nothingAfter = new(
        "after our goodbye nothing comes any more",
        "The other side may have messages on the way, until it says goodbye itself. `CloseAsync` waits for that, and throws away what comes before.");

    private static readonly Misconception _dropped = new(
        "to drop the connection is a goodbye",
        "The other side then hears no close frame, and its log says 1006: it cannot tell a program that has finished from one that broke.");

    private static readonly Misconception _withoutEnd = new(
        "the other side will answer",
        "It may be dead, or its cable cut. A wait for somebody else needs an end.");

    private static readonly Misconception _pieceIsMessage = new(
        "what one `ReceiveAsync` brings is a message",
        "It brings what fitted into the buffer, or one fragment. `EndOfMessage` says whether the message ends there.");

    private static readonly Misconception _pieceIsText = new(
        "each piece is text",
        "A piece may end in the middle of a character. Keep the bytes, and decode them when the message is whole.");

    private static readonly Misconception _characters = new(
        "a limit in bytes counts characters",
        "Memory and wire have bytes: a € has three of them.");

    private static readonly Misconception _afterTheEnd = new(
        "a message has a size when it has ended",
        "Who checks the size at the end has taken all of it into memory by then, and a message need not end. Check after each piece.");

    public static ImmutableArray<ExerciseTask> All { get; } =
    [
        new()
        {
            Id = "04.4",
            Title = "Say goodbye, and lose nothing",
            Section = "Saying goodbye",
            Hints =
            [
                "A goodbye has two halves: yours, which says that you send no more, and theirs. Between the two their messages still come.",
                "`CloseAsync` does both halves and throws away what comes between. Which method sends only your half?",
                "`CloseOutputAsync(WebSocketCloseStatus.NormalClosure, …)`, then receive until a close frame comes. A peer that never answers needs an end: `new CancellationTokenSource(patience)` and its `Token`.",
                "`CloseOutputAsync`; then in a loop `ReceiveAsync(buffer, limit.Token)`: a close frame ends it, everything else goes into the list; `catch (OperationCanceledException)` returns what has come by then.",
            ],
            Judge = async trial =>
            {
                var goodbye = trial.Answer<Func<WebSocket, TimeSpan, Task<List<string>>>>();
                await ClosesAsync(trial, goodbye, messagesBefore: 1, messagesAfter: 1);
                await ClosesAsync(trial, goodbye, 0, 0);
                await ClosesAsync(trial, goodbye, trial.Random.Next(0, 3), trial.Random.Next(1, 4));
                await GivesUpAsync(trial, goodbye);
            },
        },
        new()
        {
            Id = "04.5",
            Title = "A receive loop with a bound",
            Section = "How large may a message be?",
            Hints =
            [
                "One call of `ReceiveAsync` brings a piece: what fits into the buffer, or one fragment. Section 5 of the notebook has the loop that puts pieces together.",
                "Keep the bytes in a `MemoryStream` and decode them at `EndOfMessage`; a character may be cut in two between pieces.",
                "The limit is for the message, in bytes, and it is to hold while the message comes: compare `message.Length` after each piece, not at the end. Over it: `CloseOutputAsync(WebSocketCloseStatus.MessageTooBig, …)`, and return null.",
                "In a loop: receive; a close frame: return null; write the piece into the stream; longer than the limit: close with 1009 and return null; `EndOfMessage`: return the text.",
            ],
            Judge = async trial =>
            {
                var receive = trial.Answer<Func<WebSocket, int, Task<string>>>();
                await ReceivesAsync(trial, receive, 10_000, ["hello"], 0);
                await ReceivesAsync(trial, receive, 100_000, [new string('x', trial.Random.Next(20_000, 60_000))], 0);
                await ReceivesAsync(trial, receive, 10_000, ["Hel", "lo, ", $"number {trial.Random.Next(1, 1_000)}"], 0);
                await ReceivesAsync(trial, receive, 100_000, [MixedText(trial.Random)], 1);
                var limit = trial.Random.Next(1_000, 3_000);
                await ReceivesAsync(trial, receive, limit, [new string('x', limit)], 0);
                await RefusesAsync(trial, receive, limit, [new string('x', limit + 1)], "a message of one byte over the limit is refused with 1009", null);
                await RefusesAsync(trial, receive, limit, [new string('x', limit - 1), "xx"], "what counts is the message, not the fragment", null);
                await RefusesAsync(trial, receive, limit, [string.Concat(Enumerable.Repeat("€", limit / 2))], "the limit is one of bytes", _characters);
                await FloodsAsync(trial, receive, limit);
            },
        },
    ];

    private static async Task ClosesAsync(Trial trial, Func<WebSocket, TimeSpan, Task<List<string>>> goodbye, int messagesBefore, int messagesAfter)
    {
        using var peer = await WebSocketPeer.ConnectAsync();
        string[] messages = [.. Enumerable.Range(1, messagesBefore + messagesAfter).Select(number => $"{number}: {Word(trial.Random)}")];
        var given = $"Goodbye(socket, 10 s)\nwhile the other side has sent {Words.OfCount(messagesBefore, "message")}, and sends {messagesAfter} more before it answers";
        await peer.SendAsync(messages.Take(messagesBefore).Select(WebSocketFrame.Text));
        var call = trial.CallAsync(given, () => goodbye(peer.Socket, TimeSpan.FromSeconds(10)));
        var closing = peer.ReadCloseAsync();
        await Task.WhenAny(call, closing);
        if (call.IsFaulted || call.IsCanceled)
            await call;
        // Once it has returned, a socket that is still open sent none, so nothing is to be waited for.
        var hasNone = !closing.IsCompleted && peer.Socket.State is WebSocketState.Open;
        var close = hasNone ? null : await closing;
        trial.Require(close is not null, "the other side hears a goodbye", "a close frame", hasNone ? "it returned without one" : "the connection ended without one", given, known: hasNone ? null : _dropped);
        trial.Require(close!.CloseCode == 1000, "it hears that all is well", "close code 1000", close.CloseCode is { } code ? Code(code) : "no close code", given,
            "`WebSocketCloseStatus.NormalClosure` is 1000.");
        await peer.SendAsync([.. messages.Skip(messagesBefore).Select(WebSocketFrame.Text), WebSocketFrame.Close(1000)]);
        var left = await call;
        trial.Expect("each message that was under way is returned", messages, [.. left], given, "What comes between your goodbye and theirs?", (_nothingAfter, []), (_nothingAfter, messages[..messagesBefore]));
    }

    /// <summary>
    /// The other side is silent, then speaks after all: what it says then is not to be in the list, for whoever waited for
    /// it would have waited for ever. The silence is many times the patience, counted as the answer counts it, so that a
    /// machine that stands still holds up both.
    /// </summary>
    private static async Task GivesUpAsync(Trial trial, Func<WebSocket, TimeSpan, Task<List<string>>> goodbye)
    {
        var patience = TimeSpan.FromMilliseconds(trial.Random.Next(20, 60));
        var given = $"Goodbye(socket, {Words.OfDuration(patience)})\nwhile the other side does not answer";
        using var peer = await WebSocketPeer.ConnectAsync();
        // What is returned counts, as it is then: an answer may go on listening.
        var call = trial.CallAsync(given, async () => await goodbye(peer.Socket, patience) is { } returned ? returned.ToList() : null!);
        for (var count = 0; count < Patiences && !call.IsCompleted; count++)
            await Task.WhenAny(call, Task.Delay(patience));
        var hasGivenUp = call.IsCompleted;
        await peer.SendAsync(WebSocketFrame.Text("too late"), WebSocketFrame.Close(1000));
        var left = await call;
        trial.Require(hasGivenUp && left.Count == 0, "who does not answer is not waited for beyond the patience", "it gives up and returns what has come", "it was still waiting when the other side spoke after all", given, known: hasGivenUp ? null : _withoutEnd);
    }

    private static async Task ReceivesAsync(Trial trial, Func<WebSocket, int, Task<string>> receive, int limit, string[] fragments, int cut)
    {
        using var peer = await WebSocketPeer.ConnectAsync();
        var (text, next) = (string.Concat(fragments), $"next: {Word(trial.Random)}");
        var given = Given(limit, fragments);
        await peer.SendAsync([.. Fragments(fragments, cut), WebSocketFrame.Text(next), WebSocketFrame.Close(1000)]);
        var arrived = await trial.CallAsync(given, () => receive(peer.Socket, limit));
        trial.Require(arrived == text, "a message comes whole", Shown(text), Shown(arrived), given, "Is it whole when `ReceiveAsync` returns?",
            arrived.Contains('\ufffd', StringComparison.Ordinal) ? _pieceIsText : arrived.Length < text.Length && arrived.Length > 0 && text.StartsWith(arrived, StringComparison.Ordinal) ? _pieceIsMessage : null);
        var second = await trial.CallAsync(given, async () => new Ending(await receive(peer.Socket, limit)));
        trial.Expect("the next call brings the next message", next, second.Text, $"{given}, then once more");
        var end = await trial.CallAsync(given, async () => new Ending(await receive(peer.Socket, limit)));
        trial.Expect("a close frame gives null", null, end.Text, "Receive(socket, …) when the other side closes");
    }

    private static async Task RefusesAsync(Trial trial, Func<WebSocket, int, Task<string>> receive, int limit, string[] fragments, string sentence, Misconception? known)
    {
        using var peer = await WebSocketPeer.ConnectAsync();
        var given = Given(limit, fragments);
        await peer.SendAsync([.. Fragments(fragments, 0), WebSocketFrame.Close(1000)]);
        var end = await trial.CallAsync(given, async () => new Ending(await receive(peer.Socket, limit)));
        trial.Require(end.Text is null, sentence, "null, and close code 1009", $"a text of {Words.OfCount(Encoding.UTF8.GetByteCount(end.Text ?? ""), "byte")}", given, known: known);
        var close = peer.Socket.State is WebSocketState.Open or WebSocketState.CloseReceived ? null : await peer.ReadCloseAsync();
        trial.Require(close?.CloseCode == 1009, sentence, "null, and close code 1009", close is null ? "null, and no close frame" : close.CloseCode is { } code ? $"null, and {Code(code)}" : "null, and a close frame without a code", given,
            "`WebSocketCloseStatus.MessageTooBig` is 1009.");
    }

    /// <summary>A message that does not end is sent until the learner closes. What TCP keeps under way is far less than the flood.</summary>
    private static async Task FloodsAsync(Trial trial, Func<WebSocket, int, Task<string>> receive, int limit)
    {
        using var peer = await WebSocketPeer.ConnectAsync();
        var given = Words.Invariant($"Receive(socket, {limit:#,0})\nof a message that does not end");
        var call = trial.CallAsync(given, async () => new Ending(await receive(peer.Socket, limit)));
        var closing = peer.ReadCloseAsync();
        var fragment = WebSocketFrame.Text(new string('x', FragmentByteCount)) with { Fin = false };
        var (byteCount, sending) = (0, Task.CompletedTask);
        while (byteCount < FloodByteCount && !closing.IsCompleted && !call.IsCompleted)
        {
            await Task.WhenAny(sending = peer.SendAsync(fragment), closing, call);
            fragment = fragment with { Opcode = Opcode.Continuation };
            byteCount += FragmentByteCount;
        }

        var hasTakenAll = byteCount >= FloodByteCount;
        // Whoever closes with CloseAsync reads on until the other side closes too.
        await Task.WhenAny(call, EndAsync());
        await call;
        trial.Require(!hasTakenAll, "the limit holds while the message comes", "it closes with 1009 as soon as the limit is passed", $"it went on reading: {byteCount >> 20} MiB", given, known: _afterTheEnd);

        async Task EndAsync()
        {
            await sending;
            await peer.SendAsync(WebSocketFrame.Continuation(""), WebSocketFrame.Close(1000));
        }
    }

    private static WebSocketFrame[] Fragments(string[] texts, int cut)
    {
        var bytes = texts.Select(Encoding.UTF8.GetBytes).ToArray();
        return [.. bytes.Select((part, index) => new WebSocketFrame(index == 0 ? Opcode.Text : Opcode.Continuation, [.. part]) { Fin = index == bytes.Length - 1 && cut == 0 }),
            .. cut == 0 ? Array.Empty<WebSocketFrame>() : [WebSocketFrame.Ping("?"), WebSocketFrame.Continuation("")]];
    }

    /// <summary>Seven bytes again and again behind one: wherever a buffer ends, it ends inside a character now and then.</summary>
    private static string MixedText(Random random) => $"x{string.Concat(Enumerable.Repeat("€éü", random.Next(3_000, 9_000)))}";

    private static string Given(int limit, string[] fragments) =>
        Words.Invariant($"Receive(socket, {limit:#,0})\nof a message of {Words.OfCount(fragments.Sum(Encoding.UTF8.GetByteCount), "byte")} in {Words.OfCount(fragments.Length, "frame")}");

    private static string Shown(string text) => text.Length <= 60 ? AnswerWording.Of(text) : $"{VisibleBytes.Quoted(text)} ({Words.OfCount(Encoding.UTF8.GetByteCount(text), "byte")})";

    private static string Code(int code) => string.Create(CultureInfo.InvariantCulture, $"close code {code}");

    private static string Word(Random random) => random.GetItems((string[])["tick", "token", "done", "überall", "日本"], 1)[0];

    /// <summary>What a call returned that may return null.</summary>
    private sealed record Ending(string? Text);
}
