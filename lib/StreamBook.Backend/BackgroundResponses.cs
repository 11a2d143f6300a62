using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace StreamBook.Backend;

/// <summary>The responses that were asked for with <c>"background": true</c>, each until the backend ends.</summary>
internal sealed class BackgroundResponses
{
    private readonly ConcurrentDictionary<string, BackgroundResponse> _kept = [];
    private int _count;

    public BackgroundResponse Start(Answer answer)
    {
        var id = $"resp_57ea3b{Interlocked.Increment(ref _count):0000000000000000000000000000000000000000}";
        return _kept[id] = new(new ResponseEvents(answer, id));
    }

    /// <summary>The response of that ID; null if there is none.</summary>
    public BackgroundResponse? Find(string id) => _kept.GetValueOrDefault(id);
}

/// <summary>One of them: it goes on whether anybody listens or not, and remembers its events for those who come back.</summary>
internal sealed class BackgroundResponse
{
    private readonly Lock _lock = new();
    private readonly List<JsonObject> _events = [];
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isOver;

    public BackgroundResponse(ResponseEvents events)
    {
        Now = events.Response("queued");
        _ = RunAsync(events);
    }

    /// <summary>The response as its last event that held it had it.</summary>
    public JsonObject Now
    {
        get => (JsonObject)field.DeepClone();
        private set;
    }

    /// <summary>Its events after that sequence number: those that happened at once, the others as they happen.</summary>
    public async IAsyncEnumerable<JsonObject> ReadAsync(int startingAfter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var next = startingAfter + 1; ;)
        {
            JsonObject[] happened;
            Task more;
            lock (_lock)
            {
                happened = [.. _events.Skip(next).Select(data => (JsonObject)data.DeepClone())];
                more = _isOver ? Task.CompletedTask : _next.Task;
            }

            foreach (var data in happened)
                yield return data;
            next += happened.Length;
            if (happened.Length == 0 && more.IsCompleted)
                yield break;
            await more.WaitAsync(cancellationToken);
        }
    }

    private async Task RunAsync(ResponseEvents events)
    {
        await foreach (var (data, _) in events.ReadAsync(new StreamClock(), CancellationToken.None))
            Add(data);
        lock (_lock)
            _isOver = true;
        Tell();
    }

    private void Add(JsonObject data)
    {
        lock (_lock)
        {
            _events.Add(data);
            if (data["response"] is JsonObject response)
                Now = (JsonObject)response.DeepClone();
        }

        Tell();
    }

    private void Tell()
    {
        TaskCompletionSource told;
        lock (_lock)
            (told, _next) = (_next, new(TaskCreationOptions.RunContinuationsAsynchronously));
        told.SetResult();
    }
}
