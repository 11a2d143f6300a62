using System.Globalization;
using System.Text;
using System.Threading.Channels;

namespace StreamBook.Exercises.Tasks;

/// <summary>Judges what a backend has on the road: its queue for a reader, and the wait that it gives to clients.</summary>
internal static class RoadPieces
{
    private const int Shortest = 1_000, Longest = 5_000, DrawCount = 400, PartCount = 4;

    private static readonly Misconception _noLimit = new(
        "a queue without a limit loses nothing",
        "It loses the server: for each reader that stands still it grows until the memory is gone.");

    private static readonly Misconception _waits = new(
        "the one who makes events can wait for a reader",
        "It serves all readers, and would stand still for the slowest.");

    private static readonly Misconception _keepsOld = new(
        "what does not fit is what may be dropped",
        "The newest price does not fit, and it is the one that counts. What is oldest may go.");

    private static readonly Misconception _seconds = new(
        "the reconnection time is in seconds",
        "It is in milliseconds, and a value that is not all digits is ignored.");

    public static async Task QueuesAsync(Trial trial)
    {
        var make = trial.Answer<Func<int, Channel<string>>>();
        for (var turn = 0; turn < 3; turn++)
        {
            var size = trial.Random.Next(3, 12);
            string[] prices = [.. Enumerable.Range(1, (size * 3) + trial.Random.Next(1, 9)).Select(number => $"price {number}")];
            var given = $"Queue({size.ToString(CultureInfo.InvariantCulture)}), {prices.Length} prices written, and none read meanwhile";
            var queue = await trial.CallAsync(given, () => make(size));
            var taken = await trial.CallAsync(given, () => prices.TakeWhile(price => queue.Writer.TryWrite(price)).Count());
            trial.Require(taken == prices.Length, "whoever writes never waits", "each price is taken at once", $"{taken} of {prices.Length} are taken", given, "What does the queue do when it is full?", _waits);
            queue.Writer.TryComplete();
            trial.Expect("a reader that comes late gets the newest prices, in order", prices[^size..], await trial.CallAsync(given, () => ReadAll(queue)), given, "Which of the prices says how things stand now?",
                (_noLimit, prices), (_keepsOld, prices[..size]), (_keepsOld, [.. prices[..(size - 1)], prices[^1]]));

            const string prompt = "each price read before the next is written";
            var quick = await trial.CallAsync(prompt, () => make(size));
            var read = await trial.CallAsync(prompt, () => prices.SelectMany(price => quick.Writer.TryWrite(price) ? ReadAll(quick) : []).ToArray());
            trial.Expect("a reader that keeps up gets each of them", prices, read, prompt);
        }
    }

    public static async Task SpreadsAsync(Trial trial)
    {
        var answer = trial.Answer<Func<Random, string>>();
        var waits = new List<int>();
        for (var draw = 0; draw < DrawCount; draw++)
        {
            var seed = trial.Random.Next();
            const string given = "Retry(random)";
            var text = await trial.CallAsync(given, () => answer(new Random(seed)));
            if (text.Length == 0)
                throw Trial.Unsolved("The answer is an empty text.");
            var decoder = new EventStreamDecoder();
            ReadOnlySpan<byte> bytes = Encoding.UTF8.GetBytes(text + "data: first\n\n");
            var isWhole = decoder.TryRead(ref bytes, out var first) && bytes.IsEmpty && first.Data == "first";
            trial.Require(isWhole, "it is a line of its own before the first event, and no event itself", "`first` is dispatched, and nothing else", AnswerWording.Of(text), given, "How does a line end?");
            trial.Require(decoder.ReconnectionTime is not null, "a client takes a reconnection time from it", "a field `retry` of digits", AnswerWording.Of(text), given,
                "Is the name spelt `retry`, and is the value digits and nothing else?");
            waits.Add((int)decoder.ReconnectionTime!.Value.TotalMilliseconds);
            trial.Require(waits[^1] is >= Shortest and <= Longest, "each wait is between 1 s and 5 s", $"{Shortest} to {Longest}", AnswerWording.Of(text), given,
                waits[^1] < 10 ? "In which unit is the field?" : "From which number to which is it drawn?", waits[^1] < 10 ? _seconds : null);
        }

        var parts = Enumerable.Range(0, PartCount).Select(part => waits.Count(wait => Math.Min((wait - Shortest) * PartCount / (Longest - Shortest), PartCount - 1) == part)).ToList();
        trial.Require(parts.TrueForAll(count => count > DrawCount / PartCount / 2), "four hundred clients are spread over the whole time", $"about {DrawCount / PartCount} in each second", string.Join(", ", parts),
            "Retry(random) for 400 connections", waits.Distinct().Count() == 1 ? "All wait equally long: they come back together, as they left." : "How many come back in each of the four seconds?");
    }

    private static string[] ReadAll(Channel<string> queue)
    {
        var read = new List<string>();
        while (queue.Reader.TryRead(out var price))
            read.Add(price);
        return [.. read];
    }
}
