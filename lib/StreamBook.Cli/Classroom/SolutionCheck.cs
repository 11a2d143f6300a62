using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using StreamBook.Cli.Document;
using StreamBook.Cli.Kernel;
using StreamBook.Exercises;

namespace StreamBook.Cli.Classroom;

/// <summary>
/// Checks a learner's parts in their places of the solution notebook: everything but the parts is ours, the checks too, so
/// that an edited, deleted or doubled check changes nothing. A part that ends or hangs the kernel costs its own task
/// only: the notebook is run again without it.
/// </summary>
/// <param name="solution">The solution notebook.</param>
/// <param name="kernelCommand">How to start the kernel; null for the embedded one.</param>
/// <param name="mostByteCount">How much a kernel may write until its end; any amount unless told.</param>
/// <param name="cellLimit">How long a learner's cell may take by itself, and by how much a check may exceed its own limit before it is given up; 30 s unless told.</param>
internal sealed class SolutionCheck(NotebookFile solution, string? kernelCommand, long mostByteCount = long.MaxValue, TimeSpan? cellLimit = null) : IAsyncDisposable
{
    // Our own results are as their type says; what else passes for one is not to surprise us later.
    private static readonly JsonSerializerOptions _strict = new(JsonSerializerDefaults.Web) { RespectNullableAnnotations = true };
    private static readonly TimeSpan _bookLimit = TimeSpan.FromSeconds(90);

    private readonly TimeSpan _cellLimit = cellLimit ?? TimeSpan.FromSeconds(30);

    private readonly HashSet<string> _left = [];
    private readonly List<Cell> _ran = [];
    private IReadOnlyDictionary<string, string> _parts = new Dictionary<string, string>();
    private KernelProcess? _kernel;

    /// <summary>The process of the kernel; null if none runs.</summary>
    public int? KernelProcessId => _kernel is { IsRunning: true } running ? running.ProcessId : null;

    /// <summary>Starts the kernel and runs what stands before the first task, a lab among it, so that the check itself need not wait for it.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var cell in Code().TakeWhile(cell => TaskCells.TaskOf(cell) is null))
                await PlumbingAsync(cell, cancellationToken);
        }
        catch (BookBrokeException)
        {
            // The check comes upon it too, and tells it.
            await EndAsync();
            _ran.Clear();
        }
    }

    /// <summary>Checks tasks, in the order of the notebook. Once: a second check wants another one of these.</summary>
    /// <param name="tasks">Which.</param>
    /// <param name="parts">The learner's parts, by task.</param>
    /// <param name="onResult">Hears each result as it comes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task CheckAsync(IReadOnlyCollection<string> tasks, IReadOnlyDictionary<string, string> parts, Action<CheckResult> onResult, CancellationToken cancellationToken)
    {
        _parts = parts;
        var judged = new HashSet<string>();
        try
        {
            // One that was prepared may have ended since.
            if (_kernel is { IsRunning: false })
                await EndAsync();
            foreach (var cell in Code().Skip(_ran.Count))
            {
                var result = TaskCells.TaskOf(cell) is { } task ? await AnswerAsync(task, cell, cancellationToken)
                    : TaskCells.CheckedBy(cell) is not { } check ? await PlumbingAsync(cell, cancellationToken)
                    : tasks.Contains(check) && !judged.Contains(check) ? await ResultAsync(check, cell, cancellationToken)
                    : null;
                if (result is not null && tasks.Contains(result.Task) && judged.Add(result.Task))
                    onResult(result);
            }
        }
        catch (BookBrokeException e)
        {
            foreach (var task in tasks.Where(judged.Add))
                onResult(Result(task, CheckOutcome.BookBroke, e.Message, e.InnerException?.Message, "`book doctor` says what is missing on this machine."));
        }
    }

    public ValueTask DisposeAsync() => _kernel?.DisposeAsync() ?? ValueTask.CompletedTask;

    private IEnumerable<Cell> Code() => solution.Notebook.Cells.Where(cell => cell.Kind is CellKind.Code);

    private async Task<CheckResult?> PlumbingAsync(Cell cell, CancellationToken cancellationToken)
    {
        var (failure, _) = await RunAsync(cell.Source, _bookLimit, cancellationToken);
        _ran.Add(cell);
        return failure is null ? null : throw new BookBrokeException($"A cell of the book failed: {cell.FirstLine}", new InvalidOperationException(failure));
    }

    private async Task<CheckResult?> AnswerAsync(string task, Cell cell, CancellationToken cancellationToken)
    {
        if (!_parts.TryGetValue(task, out var source))
            return Result(task, CheckOutcome.NotYet, "The notebook has no cell for this task.", null, $"`book reset {task}` brings it back.");
        var mine = cell with { Source = source };
        var (failure, _) = await RunAsync(source, _cellLimit, cancellationToken);
        if (failure is null)
        {
            _ran.Add(mine);
            return null;
        }

        _left.Add(task);
        return Result(task, CheckOutcome.ProgramBroke, "Its cell failed.", failure, "Mend it and check again. Lines and columns are counted in the task's cell.");
    }

    private async Task<CheckResult?> ResultAsync(string task, Cell cell, CancellationToken cancellationToken)
    {
        if (_left.Contains(task))
            return null;
        var answer = TaskCells.Judged(cell.Source) ?? throw new NotebookException(solution.Path, $"the check of {task} is not `await Exercise.CheckAsync(\"{task}\", …)`.");
        // Only this check knows it, and only from now on: nothing that a part put out before passes for a result.
        var seal = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        // With its full name: a class of the learner's may have the short one.
        var code = $"await global::StreamBook.Exercise.CheckAsync(\"{task}\", {answer}, seal: \"{seal}\")";
        var (failure, outputs) = await RunAsync(code, ExerciseTasks.Find(task).Limit + _cellLimit, cancellationToken);
        var result = outputs.OfType<CellOutput.Display>().Where(value => value.IsReturnValue).Select(Read).LastOrDefault(result => result?.Seal == seal && result.Task == task);
        if (result is not null)
            return result with { Seal = null };
        if (outputs.Any(output => output is CellOutput.Diagnostic { Severity: "error" }))
            return Result(task, CheckOutcome.NotYet, $"The check needs `{answer}` as the task began with it, and after your cell it is not there.", failure, "Keep the names and types of the lines that the task began with; helpers go into the same cell.");
        return _kernel is null
            ? Result(task, CheckOutcome.ProgramBroke, "It ended the process that it was checked in, or held it up for good.", failure, "Memory, endless recursion, or an end of the process in your code?")
            : Result(task, CheckOutcome.BookBroke, "The check gave no result.", failure, "This is a fault of the book: please report it.");
    }

    /// <summary>Runs code in the kernel, in a new one if the last is gone.</summary>
    private async Task<(string? Failure, IReadOnlyList<CellOutput> Outputs)> RunAsync(string code, TimeSpan limit, CancellationToken cancellationToken)
    {
        var outputs = new List<CellOutput>();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            var kernel = _kernel ??= await StartAsync(cancellationToken);
            either.CancelAfter(limit);
            var result = await kernel.RunAsync(code, Keep, either.Token);
            return (result.Error, outputs);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            await EndAsync();
            return (string.Create(CultureInfo.InvariantCulture, $"Still running after {limit.TotalSeconds:0} s."), outputs);
        }
        catch (KernelException e)
        {
            await EndAsync();
            // How it was started is nothing that a learner could mend.
            return ($"{e.What}{(e.ExitCode is { } exitCode ? $" Exit code: {exitCode}." : "")}\n{e.ErrorOutput}".Trim(), outputs);
        }

        // What a cell prints is nobody's concern here, and may be without end.
        void Keep(CellOutput output)
        {
            if (output is CellOutput.Diagnostic || (output is CellOutput.Display { IsReturnValue: true } value && value.Formats.ContainsKey(CheckResult.MimeType)))
                outputs.Add(output);
        }
    }

    private async Task<KernelProcess> StartAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_bookLimit);
        try
        {
            var kernel = await KernelProcess.StartAsync(kernelCommand, Path.GetDirectoryName(Path.GetFullPath(solution.Path))!, mostByteCount, limit.Token);
            foreach (var cell in _ran)
                await kernel.RunAsync(cell.Source, _ => { }, limit.Token);
            return kernel;
        }
        catch (Exception e) when (e is KernelException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new BookBrokeException("The kernel of the check could not be started.", e);
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
            return JsonSerializer.Deserialize<CheckResult>(value.Formats[CheckResult.MimeType], _strict);
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
        Seed = CheckResult.NoSeed,
    };

    private sealed class BookBrokeException(string message, Exception cause) : Exception(message, cause);
}
