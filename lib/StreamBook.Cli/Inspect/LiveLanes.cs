using System.Collections.Immutable;
using Spectre.Console;
using StreamBook.Cli.Commands;
using StreamBook.Timing;

namespace StreamBook.Cli.Inspect;

/// <summary>A lane in the terminal that grows as bytes arrive.</summary>
internal sealed class LiveLanes(string name, Uri uri, CaptureKind kind) : ICaptureWatch
{
    private static readonly TimeSpan _period = TimeSpan.FromMilliseconds(150);

    // Of more, a picture in characters shows nothing more, and each one takes its time.
    private const int MostDrawn = 5_000;

    private readonly Lock _lock = new();
    private readonly ImmutableArray<ArrivedBytes>.Builder _reads = ImmutableArray.CreateBuilder<ArrivedBytes>();
    private readonly ImmutableArray<ArrivedEvent>.Builder _events = ImmutableArray.CreateBuilder<ArrivedEvent>();
    private readonly long _began = TimeProvider.System.GetTimestamp();
    private Capture? _answer;

    /// <summary>Draws while something is captured, and leaves the whole picture behind.</summary>
    public async Task<Capture> ShowAsync(Func<ICaptureWatch, Task<Capture>> capture)
    {
        Capture? whole = null;
        await Screen.Console.Live(new Text("")).AutoClear(false).StartAsync(async context =>
        {
            var capturing = capture(this);
            while (!capturing.IsCompleted)
            {
                context.UpdateTarget(new Text(Draw.Lanes(SoFar()).Text));
                await Task.WhenAny(capturing, Task.Delay(_period));
            }

            whole = await capturing;
            context.UpdateTarget(new Text(Draw.Lanes(whole).Text));
        });
        return whole!;
    }

    public void OnAnswer(Capture capture)
    {
        lock (_lock)
            _answer = capture;
    }

    public void OnRead(ArrivedBytes read, ReadOnlySpan<ArrivedEvent> events)
    {
        lock (_lock)
        {
            if (_reads.Count >= MostDrawn || _events.Count >= MostDrawn)
                return;
            // Of a WebSocket it is not known what a read brought.
            if (!read.Bytes.IsEmpty)
                _reads.Add(read);
            _events.AddRange(events);
        }
    }

    private Capture SoFar()
    {
        lock (_lock)
        {
            var answer = _answer ?? new Capture { Name = name, Uri = uri, Kind = kind, EndOffset = default, Failure = "waiting for an answer" };
            var latest = _reads.Count > 0 ? _reads[^1].Offset : _events.Count > 0 ? _events[^1].Offset : answer.HeadersOffset ?? default;
            var now = TimeProvider.System.GetElapsedTime(_began);
            return answer with { Reads = _reads.ToImmutable(), Events = _events.ToImmutable(), EndOffset = now > latest ? now : latest };
        }
    }
}
