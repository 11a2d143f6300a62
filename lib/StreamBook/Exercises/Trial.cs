namespace StreamBook.Exercises;

/// <summary>
/// One answer on trial: what a task's judge asks it, and what it says of it. Each statement is a sentence that holds or
/// ends the trial, so a judge reads as a test does.
/// </summary>
/// <param name="answer">What the learner gave the check.</param>
/// <param name="seed">What the fresh cases are made from.</param>
/// <param name="calls">Runs the learner's code.</param>
/// <param name="lab">The lab to measure in.</param>
internal sealed class Trial(object? answer, int seed, LearnerCode calls, CheckLab lab) : IAsyncDisposable
{
    private readonly List<string> _held = [];
    private readonly List<Exhibit> _exhibits = [];
    private readonly List<OwnServer> _servers = [];

    /// <summary>Where fresh cases come from. The same seed gives the same cases.</summary>
    public Random Random { get; } = new(seed);

    /// <summary>What held so far.</summary>
    public IReadOnlyList<string> Held => _held;

    /// <summary>What is shown with the result.</summary>
    public IReadOnlyList<Exhibit> Exhibits => _exhibits;

    /// <summary>Set when the answer is what the notebook began with: what is wrong with it is then said as the state of things.</summary>
    public bool IsAsGiven { get; set; }

    /// <summary>The lab. It is this trial's alone until the trial ends.</summary>
    public Task<Lab> LabAsync() => lab.GetAsync();

    /// <summary>Starts the learner's server, which is given as the text of a C# file; it ends with the trial, as does its nginx.</summary>
    public async Task<OwnServer> StartAsync(string server)
    {
        if (string.IsNullOrWhiteSpace(server))
            throw Unsolved("The text of the server is empty.");
        if (!server.Contains('\n', StringComparison.Ordinal))
            throw Unsolved("The text of the server is one line.");
        var started = await (await LabAsync()).AddBackendAsync(server);
        _servers.Add(started);
        return started;
    }

    /// <summary>Ends the servers that it started.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
            await server.Nginx.DisposeAsync();
        }
    }

    /// <summary>The answer, when it is what the task asks for.</summary>
    /// <exception cref="TrialEndedException">It is null, or something else.</exception>
    public T Answer<T>() => answer switch
    {
        null => throw Unsolved("The answer is null."),
        T fitting => fitting,
        _ => throw new TrialEndedException(CheckOutcome.NotYet, "The answer is of another kind than the task asks for.")
        {
            Expected = AnswerWording.OfType(typeof(T)),
            Arrived = AnswerWording.OfType(answer.GetType()),
            Next = "Keep the names and types of the line that the task began with.",
        },
    };

    /// <summary>Runs the learner's code once, within the time limit of a call.</summary>
    /// <param name="given">The call as it is written in C#; more about the case on further lines.</param>
    /// <param name="call">The call. It must do all of the learner's work: a sequence is to be put into a list in it.</param>
    /// <exception cref="TrialEndedException">It threw, took too long, or returned null.</exception>
    public async Task<T> CallAsync<T>(string given, Func<T> call) => await calls.RunAsync(given, call) ?? throw Unsolved($"`{given.Split('\n')[0]}` returned null.");

    /// <inheritdoc cref="CallAsync{T}(string, Func{T})"/>
    public async Task<T> CallAsync<T>(string given, Func<Task<T>> call) => await calls.RunAsync(given, call) ?? throw Unsolved($"`{given.Split('\n')[0]}` returned null.");

    /// <summary>Runs the learner's code once and returns what it threw; null if it threw nothing.</summary>
    public Task<Exception?> CatchAsync(string given, Action call) => calls.CatchAsync(given, call);

    /// <summary>States that what arrived equals what was expected; of sequences, item by item.</summary>
    /// <param name="sentence">What that means, in lower case and without a full stop.</param>
    /// <param name="expected">What is right.</param>
    /// <param name="arrived">What the answer did.</param>
    /// <param name="given">In which case.</param>
    /// <param name="next">What to look at.</param>
    /// <param name="known">What arrives from those who hold a misconception.</param>
    /// <exception cref="TrialEndedException">They differ.</exception>
    public void Expect<T>(string sentence, T expected, T arrived, string? given = null, string? next = null, params ReadOnlySpan<(Misconception Known, T Arrives)> known)
    {
        if (Check.AreEqual(expected, arrived))
        {
            Hold(sentence);
            return;
        }

        Misconception? recognised = null;
        foreach (var (misconception, arrives) in known)
            recognised ??= Check.AreEqual(arrives, arrived) ? misconception : null;
        throw NotYet(sentence, AnswerWording.Of(expected), AnswerWording.Of(arrived), given, next, recognised);
    }

    /// <summary>States that something is so which no two values say.</summary>
    /// <param name="holds">Whether it is.</param>
    /// <param name="sentence">What that means, in lower case and without a full stop.</param>
    /// <param name="expected">What is right, in words.</param>
    /// <param name="arrived">What the answer did, in words.</param>
    /// <param name="given">In which case.</param>
    /// <param name="next">What to look at.</param>
    /// <param name="known">What it is a sign of, if it is certain.</param>
    /// <exception cref="TrialEndedException">It is not so.</exception>
    public void Require(bool holds, string sentence, string expected, string arrived, string? given = null, string? next = null, Misconception? known = null)
    {
        if (!holds)
            throw NotYet(sentence, expected, arrived, given, next, known);
        Hold(sentence);
    }

    /// <summary>Ends the trial of an answer that is none yet: to be thrown.</summary>
    /// <param name="observation">What stands in its place, as a sentence.</param>
    public static TrialEndedException Unsolved(string observation) =>
        new(CheckOutcome.NotYet, $"Not solved yet. {observation}") { Next = "Write your answer in the task's cell, run that cell, then run the check again." };

    /// <summary>Shows a picture with the result, whichever it is.</summary>
    public void Show(Picture picture) => _exhibits.Add(Exhibit.Of(picture));

    /// <summary>Shows a table with the result, whichever it is.</summary>
    public void Show(Table table) => _exhibits.Add(Exhibit.Of(table));

    private TrialEndedException NotYet(string sentence, string expected, string arrived, string? given, string? next, Misconception? known)
    {
        // It may have held in another case.
        _held.Remove(sentence);
        return new(CheckOutcome.NotYet, $"{(IsAsGiven ? "Nothing is changed yet. " : "")}This should hold, and does not: {sentence}.")
        {
            Given = given,
            Expected = expected,
            Arrived = arrived,
            Misconception = known,
            Next = next,
        };
    }

    private void Hold(string sentence)
    {
        if (!_held.Contains(sentence))
            _held.Add(sentence);
    }
}
