using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;

namespace StreamBook.Backend;

/// <summary>The endpoint <c>/typed</c>: the stream of <c>/clock</c> as the framework's own <c>TypedResults.ServerSentEvents</c> sends it.</summary>
internal static class TypedStream
{
    public static Task RunAsync(HttpContext context)
    {
        var query = new Query(context);
        var count = query.Whole("count", 5, 1_000_000);
        var interval = TimeSpan.FromMilliseconds(query.Whole("interval", 100, 600_000));
        var cut = query.Whole("cut", 0, 1_000_000);
        var retry = query.Whole("retry", -1, int.MaxValue);
        query.End();

        var clock = new StreamClock();
        clock.Announce(context.Response);
        return TypedResults.ServerSentEvents(EventsAsync(context.RequestAborted)).ExecuteAsync(context);

        async IAsyncEnumerable<SseItem<string>> EventsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            for (var n = 1; count == 0 || n <= count; n++)
            {
                await clock.WaitAsync(interval, cancellationToken);
                yield return new(clock.Data(n, 0))
                {
                    EventId = n.ToString(CultureInfo.InvariantCulture),
                    ReconnectionInterval = n == 1 && retry >= 0 ? TimeSpan.FromMilliseconds(retry) : null,
                };
                if (n == cut)
                    throw new BrokenOffException();
            }
        }
    }
}
