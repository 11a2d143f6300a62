using System.Diagnostics;
using System.Globalization;
using System.Text;
using StreamBook.Timing;

namespace StreamBook.Backend;

/// <summary>The clock of one response: zero is when it began, which a header tells on the clock of the machine (<see cref="BackendWire"/>).</summary>
internal sealed class StreamClock
{
    private readonly long _start = Stopwatch.GetTimestamp();

    public TimeSpan Now => Stopwatch.GetElapsedTime(_start);

    /// <summary>Writes the beginning into the header of the response, for clients to place what is sent.</summary>
    public void Announce(HttpResponse response) =>
        response.Headers[BackendWire.StreamBegan] = BackendWire.BeganValue(_start);

    /// <summary>Returns at the offset, at once if it is past. A delay is cut to whole milliseconds, hence the rounding up.</summary>
    public async Task WaitUntilAsync(TimeSpan offset, CancellationToken cancellationToken)
    {
        while (offset - Now is { Ticks: > 0 } wait)
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)), cancellationToken);
    }

    /// <summary>Waits that long from now, never less: after a stall of the machine nothing goes out in a burst, which would look like a held stream.</summary>
    public Task WaitAsync(TimeSpan interval, CancellationToken cancellationToken) => WaitUntilAsync(Now + interval, cancellationToken);

    /// <summary>Now, as the data of an event says it.</summary>
    public double Sent => BackendWire.SentValue(Now);

    /// <summary>What an event or message says: its number, now, and padding up to the size in bytes.</summary>
    public string Data(int number, int byteCount)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $$"""{"n":{{number}},"{{BackendWire.Sent}}":{{Sent:0.000}}""");
        const string padding = ",\"pad\":\"\"}";
        return text.Length + 1 >= byteCount
            ? text + "}"
            : new StringBuilder(text, byteCount).Append(padding, 0, 8).Append('.', Math.Max(0, byteCount - text.Length - padding.Length)).Append("\"}").ToString();
    }
}
