using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using StreamBook.Cli.Document;
using StreamBook.Cli.Kernel;
using StreamBook.Exercises;

namespace StreamBook.Cli.Classroom;

/// <summary>
/// Checks a learner's parts in the frame of the solution notebook: everything but the parts is ours, the checks too, so
/// that an edited, deleted or doubled check changes nothing. A part that ends or hangs the kernel costs its own task
/// only: the frame is built again without it.
/// </summary>
/// <param name="solution">The solution notebook.</param>
/// <param name="parts">The learner's parts, by task.</param>
/// <param name="kernelCommand">How to start the kernel; null for the embedded one.</param>
/// <param name="cellLimit">How long a learner's cell may take by itself, and by how much a check may exceed its own limit before it is given up; 30 s unless told.</param>
internal sealed class SolutionFrame(NotebookFile solution, IReadOnlyDictionary<string, string> parts, string? kernelCommand, TimeSpan? cellLimit = null) : IAsyncDisposable
{
    private static readonly TimeSpan _frameLimit = TimeSpan.FromSeconds(90);

    private readonly TimeSpan _cellLimit = cellLimit ?? TimeSpan.FromSeconds(30);

    // Only our own check knows it, so nothing that a part puts out passes for a result.
    private readonly string _seal = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
    private readonly HashSet<string> _left = [];
    private readonly List<Cell> _ran = [];
    private KernelProcess? _kernel;

    /// <summary>Checks tasks, in the order of the notebook.</summary>
    /// <param name="tasks">Which.</param>
    /// <param name="onResult">Hears each result as it comes.</param>
    /// <param name="ct">Gives up.</param>
    public async Task CheckAsync(IReadOnlyCollection<string> tasks, Action<CheckResult> onResult, CancellationToken ct)
    {
        var judged = new HashSet<string>();
        try
        {
            foreach (var cell in solution.Notebook.Cells.Where(cell => cell.Kind is CellKind.Code))
            {
                var result = TaskCells.TaskOf(cell) is { } task ? await AnswerAsync(task, cell, ct)
                    : TaskCells.CheckedBy(cell) is not { } check ? await PlumbingAsync(cell, ct)
                    : tasks.Contains(check) && !judged.Contains(check) ? await ResultAsync(check, cell, ct)
                    : null;
                if (result is not null && tasks.Contains(result.Task) && judged.Add(result.Task))
                    onResult(result);
            }
        }
        catch (FrameException e)
        {
            foreach (var task in tasks.Where(judged.Add))
                onResult(Result(task, CheckOutcome.BookBroke, e.Message, e.InnerException?.Message, "`book doctor` says what is missing on this machine."));
        }
    }

    public ValueTask DisposeAsync() => _kernel?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task<CheckResult?> PlumbingAsync(Cell cell, CancellationToken ct)
    {
        var (failure, _) = await RunAsync(cell.Source, _frameLimit, ct);
        _ran.Add(cell);
        return failure is null ? null : throw new FrameException($"A cell of the book failed: {cell.FirstLine}", new InvalidOperationException(failure));
    }

    private async Task<CheckResult?> AnswerAsync(string task, Cell cell, CancellationToken ct)
    {
        if (!parts.TryGetValue(task, out var source))
            return Result(task, CheckOutcome.NotYet, "The notebook has no cell for this task.", null, $"`book reset {task}` brings it back.");
        var mine = cell with { Source = source };
        var (failure, _) = await RunAsync(source, _cellLimit, ct);
        if (failure is null)
        {
            _ran.Add(mine);
            return null;
        }

        _left.Add(task);
        return Result(task, CheckOutcome.ProgramBroke, "Its cell failed.", failure, null);
    }

    private async Task<CheckResult?> ResultAsync(string task, Cell cell, CancellationToken ct)
    {
        if (_left.Contains(task))
            return null;
        var answer = TaskCells.Judged(cell.Source) ?? throw new NotebookException(solution.Path, $"the check of {task} is not `await Exercise.CheckAsync(\"{task}\", …)`.");
        // With its full name: a class of the learner's may have the short one.
        var code = $"await global::StreamBook.Exercise.CheckAsync(\"{task}\", {answer}, seal: \"{_seal}\")";
        var (failure, outputs) = await RunAsync(code, ExerciseTasks.Find(task).Limit + _cellLimit, ct);
        var result = outputs.OfType<CellOutput.Display>().Where(value => value.IsReturnValue).Select(Read).LastOrDefault(result => result?.Seal == _seal && result.Task == task);
        if (result is not null)
            return result with { Seal = null };
        if (outputs.Any(output => output is CellOutput.Diagnostic { Severity: "error" }))
            return Result(task, CheckOutcome.NotYet, $"Its cell does not give the check `{answer}` as it began with.", failure, "Keep the names and types of the lines that the task began with; helpers go into the same cell.");
        return _kernel is null
            ? Result(task, CheckOutcome.ProgramBroke, "It ended the process that it was checked in, or held it up for good.", failure, "Memory, endless recursion, or an end of the process in your code?")
            : Result(task, CheckOutcome.BookBroke, "The check gave no result.", failure, "This is a fault of the book: please report it.");
    }

    /// <summary>Runs code in the kernel, in a new one if the last is gone.</summary>
    private async Task<(string? Failure, IReadOnlyList<CellOutput> Outputs)> RunAsync(string code, TimeSpan limit, CancellationToken ct)
    {
        var outputs = new List<CellOutput>();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct);
        try
        {
            var kernel = _kernel ??= await StartAsync(ct);
            either.CancelAfter(limit);
            var result = await kernel.RunAsync(code, Keep, either.Token);
            return (result.Error, outputs);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            await EndAsync();
            return (string.Create(CultureInfo.InvariantCulture, $"Still running after {limit.TotalSeconds:0} s."), outputs);
        }
        catch (KernelException e)
        {
            await EndAsync();
            return (e.Message, outputs);
        }

        // What a cell prints is nobody's concern here, and may be without end.
        void Keep(CellOutput output)
        {
            if (output is CellOutput.Diagnostic || (output is CellOutput.Display { IsReturnValue: true } value && value.Formats.ContainsKey(CheckResult.MimeType)))
                outputs.Add(output);
        }
    }

    private async Task<KernelProcess> StartAsync(CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(_frameLimit);
        try
        {
            var kernel = await KernelProcess.StartAsync(kernelCommand, Path.GetDirectoryName(Path.GetFullPath(solution.Path))!, limit.Token);
            foreach (var cell in _ran)
                await kernel.RunAsync(cell.Source, _ => { }, limit.Token);
            return kernel;
        }
        catch (Exception e) when (e is KernelException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            throw new FrameException("The kernel of the check could not be started.", e);
        }
    }

    private async Task EndAsync()
    {
        if (_kernel is not null)
            await _kernel.DisposeAsync();
        _kernel = null;
    }

    private static CheckResult? Read(CellOutput.Display value)
    {
        try
        {
            return JsonSerializer.Deserialize<CheckResult>(value.Formats[CheckResult.MimeType], JsonSerializerOptions.Web);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static CheckResult Result(string task, CheckOutcome outcome, string sentence, string? lastLines, string? next) => new()
    {
        Task = task,
        Title = ExerciseTasks.Find(task).Title,
        Outcome = outcome,
        Sentence = sentence,
        LastLines = lastLines,
        Next = next,
        Seed = 0,
    };

    private sealed class FrameException(string message, Exception cause) : Exception(message, cause);
}
