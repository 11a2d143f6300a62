using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace StreamBook.Cli.Kernel;

/// <summary>
/// Sorts what a kernel sends: answers to questions, and all else, which is the running cell's. Nobody reads while nobody
/// waits; of those that wait one reads at a time, and what is not its own it hands on.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The semaphore has no handle, and somebody may still wait for it when the kernel ends.")]
internal sealed class KernelQuestions
{
    private readonly SemaphoreSlim _reading = new(1);
    private readonly ConcurrentDictionary<string, Question> _open = new();
    private readonly ConcurrentQueue<KernelEvent> _ofCells = new();

    /// <summary>Opens a question; it is closed when it is disposed.</summary>
    public Question Add(string token, string answerType) => _open[token] = new(token, answerType, closed => _open.TryRemove(closed, out _));

    /// <summary>The next event that belongs to no question.</summary>
    public async Task<KernelEvent> NextOfACellAsync(Func<CancellationToken, Task<KernelEvent>> read, CancellationToken cancellationToken)
    {
        while (true)
        {
            await _reading.WaitAsync(cancellationToken);
            try
            {
                if (_ofCells.TryDequeue(out var earlier))
                    return earlier;
                if (await read(cancellationToken) is var next && !TryAnswer(next))
                    return next;
            }
            finally
            {
                _reading.Release();
            }
        }
    }

    /// <summary>The answer to a question; null for one that was refused.</summary>
    public async Task<KernelEvent?> AnswerAsync(Question question, Func<CancellationToken, Task<KernelEvent>> read, CancellationToken cancellationToken)
    {
        using var wake = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, question.Answered);
        while (!question.Answered.IsCancellationRequested)
        {
            try
            {
                await _reading.WaitAsync(wake.Token);
            }
            catch (OperationCanceledException) when (question.Answered.IsCancellationRequested)
            {
                break;
            }

            try
            {
                if (!question.Answered.IsCancellationRequested && await read(cancellationToken) is var next && !TryAnswer(next))
                    _ofCells.Enqueue(next);
            }
            finally
            {
                _reading.Release();
            }
        }

        return question.Answer;
    }

    private bool TryAnswer(KernelEvent next)
    {
        if (next.Token is null)
            return false;
        var isOfTheCommand = _open.TryGetValue(next.Token, out var question);
        // .NET Interactive hands a command on as a part of it, with the same token and a number behind: 7.1.
        if (!isOfTheCommand && !_open.TryGetValue(next.Token.Split('.')[0], out question))
            return false;
        if (isOfTheCommand || !next.IsLast)
            question!.Take(next);
        return true;
    }
}

/// <summary>One question to a kernel.</summary>
internal sealed class Question(string token, string answerType, Action<string> close) : IDisposable
{
    private readonly CancellationTokenSource _answered = new();

    /// <summary>The answer so far.</summary>
    public KernelEvent? Answer { get; private set; }

    /// <summary>Cancelled when nothing more comes.</summary>
    public CancellationToken Answered => _answered.Token;

    public void Take(KernelEvent next)
    {
        if (next.Type == answerType)
            Answer = next;
        if (next.IsLast)
            _answered.Cancel();
    }

    public void Dispose()
    {
        close(token);
        _answered.Dispose();
    }
}
