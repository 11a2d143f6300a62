using StreamBook.Wording;

namespace StreamBook.Exercises;

/// <summary>Makes checks, and tells apart who broke: the answer or the book.</summary>
/// <param name="lab">The lab to measure in.</param>
internal sealed class Checker(CheckLab lab)
{
    /// <summary>Seeds are short enough to be typed.</summary>
    private const int SeedCount = 1_000_000;

    /// <param name="task">The task.</param>
    /// <param name="answer">The learner's answer.</param>
    /// <param name="seed">What the fresh cases are made from; anything unless told.</param>
    /// <param name="seal">Carried over into the result.</param>
    public async Task<CheckResult> RunAsync(ExerciseTask task, object? answer, int? seed = null, string? seal = null)
    {
        var result = new CheckResult
        {
            Task = task.Id,
            Title = task.Title,
            Outcome = CheckOutcome.BookBroke,
            Sentence = "",
            Seed = seed ?? Random.Shared.Next(CheckResult.NoSeed + 1, SeedCount),
            Seal = seal,
        };
        await using var trial = new Trial(answer, result.Seed, new(task.CallLimit), lab);
        var judged = await JudgeAsync(task, trial, result);
        return judged with { Held = [.. trial.Held], Exhibits = [.. trial.Exhibits] };
    }

    private async Task<CheckResult> JudgeAsync(ExerciseTask task, Trial trial, CheckResult result)
    {
        try
        {
            await lab.RunAsync(() => task.Judge(trial), task.Limit);
            return trial.Held.Count > 0
                ? result with { Outcome = CheckOutcome.Passed, Sentence = "Solved.", Hints = task.Hints }
                : Broken(result, "The check judged nothing.", null, "This is a fault of the book: please report it.");
        }
        catch (TrialEndedException e)
        {
            return result with
            {
                Outcome = e.Outcome,
                Sentence = e.Message,
                Given = e.Given,
                Expected = e.Expected,
                Arrived = e.Arrived,
                Misconception = e.Misconception?.Name,
                Explanation = e.Misconception?.Words,
                LastLines = e.LastLines,
                Next = $"{(e.Next is null ? "" : $"{e.Next} ")}`Exercise.Hint(\"{task.Id}\")` gives a hint; notebook {task.Notebook} prepares it: {task.Section}{(task.Section.EndsWith('?') ? "" : ".")}",
            };
        }
        catch (NginxConfigurationException e)
        {
            return result with { Outcome = CheckOutcome.ProgramBroke, Sentence = "nginx refuses your configuration.", LastLines = e.Message, Next = $"nginx says what it has against the line: {e.Reason}." };
        }
        catch (ServerProgramException e)
        {
            return result with { Outcome = CheckOutcome.ProgramBroke, Sentence = e.Sentence, LastLines = e.Details, Next = e.Advice };
        }
        catch (TimeoutException)
        {
            return Broken(result, Words.Invariant($"The check did not end within {task.Limit.TotalSeconds:0.##} s."), null, "Is this machine very busy? Run the check again.");
        }
        catch (LabException e)
        {
            return Broken(result, e.Attempt, e.Observation, e.Advice);
        }
        catch (Exception e)
        {
            return Broken(result, "The check itself failed.", e.ToString(), "This is a fault of the book: please report it, with the seed.");
        }
    }

    private static CheckResult Broken(CheckResult result, string sentence, string? lastLines, string next) =>
        result with { Outcome = CheckOutcome.BookBroke, Sentence = sentence, LastLines = lastLines, Next = next };
}
