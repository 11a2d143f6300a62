using System.Text;

namespace StreamBook.Exercises.Tasks;

/// <summary>Judges a function that makes events of lines, step by step.</summary>
internal static class LineReading
{
    private static readonly (Misconception Known, Fault Fault)[] _faults =
    [
        (new("the end of the stream dispatches the last event", "Only a blank line dispatches. What comes after the last one is dropped."), Fault.DispatchesAtEnd),
        (new("a new data line replaces the one before", "Several `data` lines before a blank line are one event: they are joined with a line feed."), Fault.LastDataOnly),
        (new("data lines are joined with nothing in between", "Several `data` lines are joined with a line feed."), Fault.JoinsWithNothing),
        (new("all spaces around a value are dropped", "One space after the colon is dropped, if there is one. All others are data."), Fault.Trims),
        (new("the space after the colon is part of the value", "One space after the colon is dropped."), Fault.KeepsSpace),
        (new("a type lasts until the next", "The type lasts one block. A blank line ends it, with an event or without."), Fault.TypeStays),
        (new("a type that met no data waits for the next block", "A blank line ends the type, also when it dispatches nothing."), Fault.TypeStaysWithoutData),
        (new("an ID lasts one block", "The ID stays until another `id` line changes it: that is what a client sends when it comes back."), Fault.IdLastsOneBlock),
        (new("a block without data is an event", "Only data makes an event. A block with a type or an ID alone dispatches nothing."), Fault.DispatchesWithoutData),
        (new("a value ends at its next colon", "Only the first colon of a line divides it. Those behind it belong to the value: JSON is full of them."), Fault.SplitsAtEveryColon),
    ];

    private enum Fault
    {
        None,
        DispatchesAtEnd,
        LastDataOnly,
        JoinsWithNothing,
        Trims,
        KeepsSpace,
        TypeStays,
        TypeStaysWithoutData,
        IdLastsOneBlock,
        DispatchesWithoutData,
        SplitsAtEveryColon,
    }

    public static async Task JudgeAsync(Trial trial)
    {
        var read = trial.Answer<Func<string[], List<ServerSentEvent>>>();
        var (one, two, id) = (Word(trial.Random), Word(trial.Random), $"{trial.Random.Next(1, 100)}");
        await StepAsync("data and a blank line are an event", [$"data: {one}", ""], [$"data: {one}", "", $"data: {two}", ""]);
        await StepAsync("several data lines are one event", [$"data: {one}", $"data: {two}", "data", ""], ["data", ""]);
        await StepAsync("one space after the colon is dropped, and no more", [$"data:{one}", "", $"data:  {two} ", ""], [$"data: {{\"{one}\": \"{two}: {id}\"}}", ""]);
        await StepAsync("a type lasts one block", [$"event: {one}", "data: 1", "", "data: 2", ""], [$"event: {two}", "", "data: 3", "", "event:", "data: 4", ""]);
        await StepAsync("an ID stays, and a NUL in it makes it none", [$"id: {id}", "data: 1", "", "data: 2", ""], [$"id: {id}", "", "data: 3", "", "id: x\0", "data: 4", "", "id", "data: 5", ""]);
        await StepAsync("what is no field is passed over", [$": {one}", $"Data: {one}", $" data: {one}", $"date: {one}", $"data: {two}", "retry: 10", ""]);
        await StepAsync("without data, or without the blank line, there is no event", [$"event: {one}", $"id: {id}", "", "", $"data: {two}"]);
        for (var count = 0; count < 40; count++)
            await StepAsync("lines in any order are read by these rules", trial.Random.GetItems(Lines(trial.Random), trial.Random.Next(3, 12)));

        async Task StepAsync(string sentence, params string[][] cases)
        {
            foreach (var lines in cases)
            {
                var given = $"Read([{string.Join(", ", lines.Select(AnswerWording.Literal))}])";
                var events = await trial.CallAsync(given, () => read([.. lines]));
                trial.Expect<IEnumerable<ServerSentEvent>>(sentence, EventStream.Decode(Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n")))), events, given,
                    "`EventStream.Explain` shows what each line of a stream means.",
                    [.. _faults.Select(fault => (fault.Known, (IEnumerable<ServerSentEvent>)Read(lines, fault.Fault)))]);
            }
        }
    }

    /// <summary>Reads as one does who holds a misconception.</summary>
    private static List<ServerSentEvent> Read(string[] lines, Fault fault)
    {
        var events = new List<ServerSentEvent>();
        var data = new List<string>();
        var (type, id) = ("", "");
        foreach (var line in fault is Fault.DispatchesAtEnd ? lines.Append("") : lines)
        {
            if (line.Length == 0)
            {
                var dispatches = data.Count > 0 || (fault is Fault.DispatchesWithoutData && (type.Length > 0 || id.Length > 0));
                if (dispatches)
                    events.Add(new(type.Length == 0 ? "message" : type, string.Join(fault is Fault.JoinsWithNothing ? "" : "\n", data), id));
                if (fault is not Fault.TypeStays && (dispatches || fault is not Fault.TypeStaysWithoutData))
                    type = "";
                if (fault is Fault.IdLastsOneBlock)
                    id = "";
                data.Clear();
                continue;
            }

            var parts = line.Split(':', fault is Fault.SplitsAtEveryColon ? int.MaxValue : 2);
            var value = parts.Length == 1 ? "" : parts[1];
            value = fault is Fault.Trims ? value.Trim() : fault is not Fault.KeepsSpace && value.StartsWith(' ') ? value[1..] : value;
            if (parts[0] == "event")
                type = value;
            else if (parts[0] == "id" && !value.Contains('\0'))
                id = value;
            else if (parts[0] == "data")
                data = fault is Fault.LastDataOnly ? [value] : [.. data, value];
        }

        return events;
    }

    private static string[] Lines(Random random) =>
    [
        "", "", "", "data", "data:", $"data: {Word(random)}", $"data:{Word(random)}", $"data:  {Word(random)}", "data: a: b", "event: tick", "event", "event:done",
        $"id: {random.Next(100)}", "id", "id: x\0", ": comment", "retry: 5", "Data: no", "data : no", " data: no", "datas: no", "just text", "é: 日本",
    ];

    private static string Word(Random random) => random.GetItems((string[])["hello", "überall", "日本", "a b", "😀", "x"], 1)[0] + random.Next(10, 100);
}
