using System.Text.Json;

namespace StreamBook.Exercises.Tasks;

/// <summary>Judges a client that goes on while what it reads from is broken: the connection, the backend, nginx.</summary>
internal static class ResumingClients
{
    private static readonly Misconception _fromTheStart = new(
        "asking again is enough",
        "Without `Last-Event-ID` the server cannot know what has arrived, and begins at the first event.");

    private static readonly Misconception _once = new(
        "a broken connection is an end",
        "It is cut, by a proxy, a restart, a train. Only 204 says that there is nothing more.");

    public static async Task JudgeAsync(Trial trial)
    {
        var follow = trial.Answer<Func<Uri, Action<string>, Task>>();
        await CutAsync(trial, follow);
        await KilledAsync(trial, follow);
    }

    private static async Task CutAsync(Trial trial, Func<Uri, Action<string>, Task> follow)
    {
        var lab = await trial.LabAsync();
        var (count, cut) = (trial.Random.Next(7, 12), trial.Random.Next(2, 5));
        var target = $"/resume?count={count}&interval=20&cut={cut}";
        var given = $"Follow(\"{target}\", got), cut after every {cut} events";
        var earlier = (await lab.Backend.GetLogAsync()).LastOrDefault()?.Id;
        // Of its own: a client that never stops asking is left with nobody to ask, and disturbs no later check.
        int[] numbers;
        await using (var nginx = await lab.AddNginxAsync(Recipe.Recommended))
            numbers = await FollowAsync(trial, given, follow, new(nginx.Url, target), count * 3);
        if (numbers.Length == 0)
            throw Trial.Unsolved("`Follow` handed out nothing.");
        trial.Expect("a connection that is cut costs nothing and doubles nothing", Enumerable.Range(1, count), numbers, given, null,
            (_once, Enumerable.Range(1, cut)),
            (_fromTheStart, Enumerable.Range(0, count * 3).Select(index => (index % cut) + 1)));
        var requests = (await lab.Backend.GetLogAsync()).Where(request => !(request.Id <= earlier) && request.Target == target).ToArray();
        trial.Require(requests.All(request => request.Method == "POST"), "it asks with POST", "POST", string.Join(", ", requests.Select(request => request.Method)), given);
    }

    /// <summary>The backend is killed, then nginx, and both come back at the same address.</summary>
    private static async Task KilledAsync(Trial trial, Func<Uri, Action<string>, Task> follow)
    {
        var (count, first) = (trial.Random.Next(12, 18), trial.Random.Next(3, 6));
        var target = $"/resume?count={count}&interval=60";
        var given = $"Follow(\"{target}\", got), with backend and nginx killed after event {first}, and started again";
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var host = (await trial.LabAsync()).Host;
        await using var before = await Lab.StartAsync(new() { Host = host });
        var following = FollowAsync(trial, given, follow, new(before.Nginx.Url, target), count * 3, soFar =>
        {
            if (soFar == first)
                begun.TrySetResult();
        });
        await Task.WhenAny(begun.Task, following);
        await before.Backend.DisposeAsync();
        // It is to have met an nginx without a backend, unless it has given up already.
        await Task.WhenAny(following, Eventually.SeeAsync(() => before.Nginx.AccessLog, log => log.Contains(" 502 ", StringComparison.Ordinal) || log.Contains(" 504 ", StringComparison.Ordinal)));
        await before.DisposeAsync();
        await Task.WhenAny(following, Task.Delay(TimeSpan.FromMilliseconds(300)));
        await using var after = await Lab.StartAsync(new() { Host = host, Port = before.Nginx.Url.Port });
        var numbers = await following;
        trial.Expect("neither a dead backend nor a dead nginx costs an event or doubles one", Enumerable.Range(1, count), numbers, given,
            numbers.Length < count ? "It ended before 204 came. What did it do about 502, and about a connection that is refused?" : null);
    }

    private static async Task<int[]> FollowAsync(Trial trial, string given, Func<Uri, Action<string>, Task> follow, Uri address, int most, Action<int>? hear = null)
    {
        var got = new List<int>();
        var full = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await trial.CallAsync(given, async () =>
        {
            // Who begins anew for ever has shown it.
            await await Task.WhenAny(full.Task, follow(address, Got) ?? Task.CompletedTask);
            return "";
        });
        lock (got)
            return [.. got];

        void Got(string data)
        {
            lock (got)
            {
                if (got.Count == most)
                    return;
                got.Add(JsonElement.Parse(data).GetProperty("n").GetInt32());
                hear?.Invoke(got.Count);
                if (got.Count == most)
                    full.TrySetResult();
            }
        }
    }
}
