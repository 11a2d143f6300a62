using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace StreamBook.Cli.Kernel;

/// <summary>
/// A kernel as a child process that speaks .NET Interactive's JSON lines. Runs one cell at a time. What background
/// work of a cell writes after its end is read, and reported, while the next cell runs.
/// </summary>
internal sealed class KernelProcess : IAsyncDisposable
{
    // Together with the grace of its end: a person who stopped a cell waits no longer than two seconds.
    private static readonly TimeSpan _cancelGrace = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _stuckGrace = TimeSpan.FromSeconds(0.4);

    private readonly Process _process;
    private readonly string _commandLine;
    private readonly KernelErrorOutput _errorOutput;
    private readonly KernelLines _lines;
    private readonly KernelQuestions _questions = new();
    private readonly SemaphoreSlim _writing = new(1);
    private Task<string?>? _pendingLine;
    private long? _peakMemoryByteCount;
    private int _lastToken;
    private bool _isStopped;

    private KernelProcess(Process process, string commandLine, long mostByteCount)
    {
        _process = process;
        _commandLine = commandLine;
        _errorOutput = new(process.StandardError);
        _lines = new(process.StandardOutput.BaseStream, mostByteCount);
        ProcessId = process.Id;
        Death = WatchAsync();
    }

    public int ProcessId { get; }

    /// <summary>False once the kernel has ended, by itself or stopped from here: it runs no more cells.</summary>
    public bool IsRunning => !_isStopped && !_process.HasExited;

    /// <summary>Completes with the reason once the kernel ended by itself; with null once it was ended from here.</summary>
    public Task<KernelException?> Death { get; }

    /// <summary>The most memory the kernel had in use so far (resident set); null where the system does not say.</summary>
    public long? PeakMemoryByteCount
    {
        get
        {
            try
            {
                if (IsRunning)
                {
                    _process.Refresh();
                    _peakMemoryByteCount = _process.PeakWorkingSet64 is > 0 and var byteCount ? byteCount : null;
                }
            }
            catch (InvalidOperationException)
            {
                // It ended between the question and the answer.
            }

            return _peakMemoryByteCount;
        }
    }

    private TimeSpan? ProcessorTime
    {
        get
        {
            try
            {
                _process.Refresh();
                return _process.TotalProcessorTime;
            }
            catch (InvalidOperationException)
            {
                // It has ended.
                return null;
            }
        }
    }

    /// <summary>Starts a kernel and waits until it is ready.</summary>
    /// <param name="commandLine">A program and its arguments, such as <c>dotnet-interactive stdio</c>; null for the embedded kernel.</param>
    /// <param name="workingDirectory">The folder of the notebook.</param>
    /// <param name="cancellationToken">Gives up waiting and ends the kernel.</param>
    /// <exception cref="KernelException">It could not be started, or ended before it was ready.</exception>
    public static Task<KernelProcess> StartAsync(string? commandLine, string workingDirectory, CancellationToken cancellationToken) =>
        StartAsync(commandLine, workingDirectory, long.MaxValue, cancellationToken);

    /// <summary>Starts a kernel that nobody trusts, and waits until it is ready.</summary>
    /// <param name="commandLine">A program and its arguments; null for the embedded kernel.</param>
    /// <param name="workingDirectory">The folder of the notebook.</param>
    /// <param name="mostByteCount">How much it may write until its end; then it is ended.</param>
    /// <param name="cancellationToken">Gives up waiting and ends the kernel.</param>
    /// <exception cref="KernelException">It could not be started, or ended before it was ready.</exception>
    public static async Task<KernelProcess> StartAsync(string? commandLine, string workingDirectory, long mostByteCount, CancellationToken cancellationToken)
    {
        commandLine ??= KernelCommandLine.Embedded;
        Process process;
        try
        {
            process = Process.Start(KernelCommandLine.ToStart(commandLine, workingDirectory))!;
        }
        catch (Win32Exception exception)
        {
            throw new KernelException($"The kernel could not be started: {exception.Message}", commandLine, null, "");
        }

        var kernel = new KernelProcess(process, commandLine, mostByteCount);
        try
        {
            while (true)
            {
                var line = await kernel.ReadLineAsync(cancellationToken)
                    ?? throw await kernel.EndedAsync("The kernel ended before it was ready.");
                if (KernelEvent.TryParse(line) is { Type: "KernelReady" })
                    return kernel;
            }
        }
        catch
        {
            await kernel.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a cell to its end.</summary>
    /// <param name="code">The code of the cell.</param>
    /// <param name="onOutput">Called for each output as it comes, one call at a time, never after this method returned.</param>
    /// <param name="cancellationToken">Asks the kernel to stop the cell, and ends the kernel if that does not help soon.</param>
    /// <exception cref="KernelException">The kernel ended.</exception>
    /// <exception cref="CellCancelledException">The cell was cancelled; see <see cref="IsRunning"/> for the kernel.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled before it ran.</exception>
    public async Task<CellResult> RunAsync(string code, Action<CellOutput> onOutput, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var clock = Stopwatch.StartNew();
        var before = ProcessorTime;
        var token = NewToken();
        await SendAsync(token, "SubmitCode", new { code, targetKernelName = "csharp" });

        var hasFailure = false;
        try
        {
            while (true)
            {
                var kernelEvent = await _questions.NextOfACellAsync(ReadEventAsync, cancellationToken);
                foreach (var output in kernelEvent.Outputs())
                {
                    hasFailure |= output is CellOutput.Failure;
                    onOutput(output);
                }

                if (kernelEvent.Token != token || !kernelEvent.IsLast)
                    continue;
                _ = PeakMemoryByteCount;
                if (kernelEvent.Error is { } error && !hasFailure)
                    onOutput(new CellOutput.Failure(error));
                return new(kernelEvent.Error is null, kernelEvent.Error, clock.Elapsed);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            var used = ProcessorTime - before;
            await CancelAsync(token, onOutput);
            throw new CellCancelledException(used, IsRunning, cancellationToken);
        }
    }

    /// <summary>Asks about code without running it, also while a cell runs.</summary>
    /// <param name="commandType">Such as <c>RequestCompletions</c>.</param>
    /// <param name="command">Its body.</param>
    /// <param name="answerType">The event that answers it, such as <c>CompletionsProduced</c>.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The answer; null if the kernel does not know the question or has ended.</returns>
    public async Task<KernelEvent?> AskAsync(string commandType, object command, string answerType, CancellationToken cancellationToken)
    {
        var token = NewToken();
        using var question = _questions.Add(token, answerType);
        try
        {
            await SendAsync(token, commandType, command);
            return await _questions.AnswerAsync(question, ReadEventAsync, cancellationToken);
        }
        catch (KernelException)
        {
            return null;
        }
    }

    /// <summary>Ends the kernel and every process it started.</summary>
    public ValueTask DisposeAsync() => EndAsync(KernelStop.Grace);

    private async ValueTask EndAsync(TimeSpan grace)
    {
        if (_isStopped)
            return;
        _ = PeakMemoryByteCount;
        _isStopped = true;
        await KernelStop.StopAsync(_process, grace);
        await _errorOutput.CompleteAsync();
        _process.Dispose();
    }

    private string NewToken() => Interlocked.Increment(ref _lastToken).ToString(CultureInfo.InvariantCulture);

    private async Task SendAsync(string token, string commandType, object command)
    {
        await _writing.WaitAsync();
        try
        {
            await _process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(new { token, commandType, command }));
            await _process.StandardInput.FlushAsync();
        }
        catch (Exception exception) when (exception is IOException or InvalidOperationException)
        {
            throw await EndedAsync("The kernel has ended; no cell can run.");
        }
        finally
        {
            _writing.Release();
        }
    }

    private async Task<KernelEvent> ReadEventAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var line = await ReadLineAsync(cancellationToken) ?? throw await EndedAsync("The kernel ended while a cell was running.");
            if (KernelEvent.TryParse(line) is { } kernelEvent)
                return kernelEvent;
        }
    }

    // A wait that was given up leaves its read for the next one.
    private async Task<string?> ReadLineAsync(CancellationToken cancellationToken)
    {
        _pendingLine ??= _lines.ReadAsync();
        try
        {
            var line = await _pendingLine.WaitAsync(cancellationToken);
            _pendingLine = null;
            return line;
        }
        catch (InvalidDataException e)
        {
            await EndAsync(_stuckGrace);
            throw new KernelException(e.Message, _commandLine, null, "");
        }
    }

    private async Task CancelAsync(string token, Action<CellOutput> onOutput)
    {
        try
        {
            await SendAsync(token + ".cancel", "Cancel", new { targetKernelName = "csharp" });
            using var grace = new CancellationTokenSource(_cancelGrace);
            while (await _questions.NextOfACellAsync(ReadEventAsync, grace.Token) is var kernelEvent && !(kernelEvent.Token == token && kernelEvent.IsLast))
            {
                // What it put out before it heard of this; that it was cancelled is no news.
                foreach (var output in kernelEvent.Outputs().Where(output => output is not CellOutput.Failure))
                    onOutput(output);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or KernelException)
        {
            await EndAsync(_stuckGrace);
        }
    }

    private async Task<KernelException?> WatchAsync()
    {
        try
        {
            await _process.WaitForExitAsync();
            var exitCode = _process.ExitCode;
            await _errorOutput.CompleteAsync();
            // Its last events may still be in the pipe, and somebody may be reading them: closing it is not done here.
            return _isStopped ? null : new("The kernel ended.", _commandLine, exitCode, _errorOutput.Text);
        }
        catch (InvalidOperationException) when (_isStopped)
        {
            return null;
        }
    }

    private async Task<KernelException> EndedAsync(string what)
    {
        if (_isStopped)
            return new("The kernel was stopped; no cell can run.", _commandLine, null, "");
        var exitCode = await KernelStop.ExitCodeAsync(_process);
        await DisposeAsync();
        return new(what, _commandLine, exitCode, _errorOutput.Text);
    }
}
