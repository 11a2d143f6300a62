using StreamBook.Wording;

namespace StreamBook.Charts;

/// <summary>
/// A stream line by line for a terminal, while it arrives: what a line is is told at once, and its event when a blank line
/// dispatches it.
/// </summary>
/// <param name="mostBytes">A line of more bytes loses its middle.</param>
internal sealed class LiveListing(int mostBytes = VisibleBytes.Most)
{
    // A field came, and no blank line since.
    private bool _isOpen;

    /// <param name="lines">The next lines of the stream.</param>
    /// <param name="nextEvent">The event that a line dispatched, and when it came if that is to be told; called once for each, in order.</param>
    public IEnumerable<string> Lines(IEnumerable<ExplainedLine> lines, Func<(ServerSentEvent Event, string? Time)> nextEvent)
    {
        foreach (var line in lines)
        {
            var place = Place(line.Meaning);
            (ServerSentEvent Event, string? Time)? next = line.Meaning is LineMeaning.Dispatch ? nextEvent() : null;
            yield return ByteListing.TextOf(new(line, place, next?.Event, next?.Time), mostBytes);
        }
    }

    /// <summary>What is to be said when the stream has ended; null if it ended between two events.</summary>
    public string? End() => _isOpen ? $"{ByteListing.Margin}└ The stream ended before a blank line dispatched the event: its fields are discarded." : null;

    private BlockPart Place(LineMeaning meaning)
    {
        var wasOpen = _isOpen;
        _isOpen = meaning switch
        {
            LineMeaning.Field { Name: not "retry" } => true,
            LineMeaning.Dispatch or LineMeaning.NoDispatch => false,
            _ => wasOpen,
        };
        return (wasOpen, _isOpen, meaning) switch
        {
            (false, true, _) => BlockPart.First,
            (true, false, LineMeaning.NoDispatch) => BlockPart.Last,
            (true, _, _) => BlockPart.Inside,
            _ => BlockPart.None,
        };
    }
}
