using System.Collections.Concurrent;
using System.Diagnostics;

namespace StreamBook.Tests;

[Collection(BackendCollection.Name)]
public class ClientStallTests(BackendFixture fixture)
{
    private readonly BackendServer _backend = fixture.Server;

    [FullLane, Fact]
    public async Task A_client_that_stands_still_most_of_the_time_gives_no_false_verdict_and_says_so()
    {
        using var client = new StallingClient(TimeSpan.FromMilliseconds(150), TimeSpan.FromMilliseconds(800));
        var capture = await client.RunAsync(() => _backend.CaptureAsync("/clock?count=30&interval=100"));

        capture.Events.Length.ShouldBe(30);
        capture.Delivery.ShouldBeOneOf([Delivery.Streamed, Delivery.Unknown], capture.DeliveryReason);
        capture.DeliveryReason.ShouldContain("the client itself stood still");
        capture.ClientStalls.Length.ShouldBeGreaterThanOrEqualTo(2);
        capture.LongestStall.TotalMilliseconds.ShouldBeGreaterThanOrEqualTo(700);
        (capture with { ClientStalls = [] }).Delivery.ShouldBe(Delivery.InLumps, "this is what the stalls would have made of it");
        Draw.Lanes(capture).Text.ShouldContain("the client itself stood still");
    }

    [Fact]
    public async Task A_stream_that_came_and_went_while_the_client_stood_still_is_not_called_held()
    {
        using var client = new StallingClient(TimeSpan.FromMilliseconds(150), TimeSpan.FromMilliseconds(800));
        // It begins while the client is awake and is over before it is so again.
        var capture = await client.RunAsync(() => _backend.CaptureWebSocketAsync("/ws/ticker?count=4&interval=160"));

        capture.Events.Length.ShouldBe(4);
        capture.Delivery.ShouldBeOneOf([Delivery.Streamed, Delivery.Unknown], capture.DeliveryReason);
        capture.LongestStall.TotalMilliseconds.ShouldBeGreaterThanOrEqualTo(700);
    }

    [Fact]
    public async Task A_client_that_gives_up_has_no_pulse_left()
    {
        using var stop = new CancellationTokenSource();
        using var client = new StallingClient(TimeSpan.FromMilliseconds(150), TimeSpan.Zero);
        var capture = client.RunAsync(() => _backend.CaptureAsync("/clock?count=0", cancellationToken: stop.Token));
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(capture);
        var postCount = client.PostCount;
        await Eventually.SeeAsync(() => { var before = postCount; postCount = client.PostCount; return postCount - before; }, posts => posts == 0);
    }

    /// <summary>One thread that does all of a client's work, and by turns does nothing.</summary>
    private sealed class StallingClient : SynchronizationContext, IDisposable
    {
        private readonly BlockingCollection<(SendOrPostCallback Callback, object? State)> _posts = [];
        private readonly ManualResetEventSlim _never = new();
        private int _postCount;

        public StallingClient(TimeSpan awake, TimeSpan still) => new Thread(() => Work(awake, still)) { IsBackground = true }.Start();

        public int PostCount => Volatile.Read(ref _postCount);

        public Task<T> RunAsync<T>(Func<Task<T>> work)
        {
            var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
            Post(async _ => result.SetFromTask(await Settled(work())), null);
            return result.Task;
        }

        public override void Post(SendOrPostCallback d, object? state)
        {
            Interlocked.Increment(ref _postCount);
            _posts.Add((d, state));
        }

        public void Dispose() => _posts.CompleteAdding();

        private static async Task<Task<T>> Settled<T>(Task<T> task)
        {
            await ((Task)task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return task;
        }

        private void Work(TimeSpan awake, TimeSpan still)
        {
            SetSynchronizationContext(this);
            var start = Stopwatch.GetTimestamp();
            while (!_posts.IsCompleted)
            {
                if (_posts.TryTake(out var post, millisecondsTimeout: 5))
                    post.Callback(post.State);
                if (Stopwatch.GetElapsedTime(start) < awake)
                    continue;
                _never.Wait(still);
                start = Stopwatch.GetTimestamp();
            }
        }
    }
}
