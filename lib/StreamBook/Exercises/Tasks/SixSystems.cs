namespace StreamBook.Exercises.Tasks;

/// <summary>Judges choices between the two protocols.</summary>
internal static class SixSystems
{
    private static readonly (string Name, char Protocol, char Reason, string Protocols, string Reasons)[] _systems =
    [
        ("the prices", 'E', 'b', "The page only listens (section 4), and nothing may be missing after the tunnel.", "What does `EventSource` have that every WebSocket client must write anew? Section 5 counted the lines."),
        ("the game", 'W', 'a', "Both sides speak, thirty times a second. What would each step of a player be beside an event stream?", "Section 4 compared ten bytes up as a frame and as a POST."),
        ("the microphone", 'W', 'c', "An event stream goes one way, and is text.", "What becomes of bytes in an event stream? Section 3 sent all 256."),
        ("the answer of a model", 'E', 'e', "A question, and an answer that takes its time: that is a request. It is plain HTTP, to everything on the way.", "How is the question asked, and what can `EventSource` not do? See notebook 02, section 5."),
        ("the old office", 'W', 'd', "Over HTTP/1.1 each event stream takes a connection. How many does a browser have for one server?", "Section 2 opened a seventh."),
        ("the ten charts", 'E', 'f', "Both would carry it. What does nginx offer over HTTP/2, and what not?", "Section 2 asked nginx for both over HTTP/2."),
    ];

    public static Task JudgeAsync(Trial trial)
    {
        var choices = trial.Answer<string[]>();
        if (choices.Length != _systems.Length || choices.Any(string.IsNullOrWhiteSpace))
            throw Trial.Unsolved($"There are six systems, and {choices.Count(choice => !string.IsNullOrWhiteSpace(choice))} choices.");
        var read = choices.Select(choice => choice.Where(char.IsAsciiLetter).ToArray()).ToArray();
        foreach (var (index, letters) in read.Index())
        {
            trial.Require(letters is [var protocol, var reason] && char.ToUpperInvariant(protocol) is 'E' or 'W' && letters is [_, var last] && char.ToLowerInvariant(last) is >= 'a' and <= 'f',
                "each choice is a protocol and a reason", "E or W, and a letter from a to f", choices[index], $"system {index + 1}");
        }

        // All protocols first: who has one wrong cannot have its reason right.
        foreach (var (index, system) in _systems.Index())
            trial.Require(char.ToUpperInvariant(read[index][0]) == system.Protocol, $"{system.Name}: the protocol fits", "the other one", choices[index], $"system {index + 1}", system.Protocols);
        foreach (var (index, system) in _systems.Index())
            trial.Require(char.ToLowerInvariant(read[index][1]) == system.Reason, $"{system.Name}: so does the reason", "another reason", choices[index], $"system {index + 1}", system.Reasons);
        return Task.CompletedTask;
    }
}
