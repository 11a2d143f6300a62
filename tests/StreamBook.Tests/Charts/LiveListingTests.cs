using System.Text;
using StreamBook.Charts;
using StreamBook.Wording;

namespace StreamBook.Tests;

public sealed class LiveListingTests
{
    [Theory]
    [InlineData("data: a\r\r", "┌ │ └")]
    [InlineData("data: a\n: b\nid: c\n\n: d\n", "┌ │ │ │ └  ")]
    [InlineData("id: a\n\n\n", "┌ └  ")]
    [InlineData(": a\nretry: 1\nevent: b\nDATA: c\n", "    ┌ │ └")]
    [InlineData("\r\ndata: a\r\n\r\n", "  ┌ │ └")]
    public void A_block_has_one_bracket_in_whatever_reads_it_comes(string stream, string brackets)
    {
        var bytes = Encoding.UTF8.GetBytes(stream);
        Brackets([bytes]).ShouldBe(brackets);
        Brackets([.. bytes.Select(b => new[] { b })]).ShouldBe(brackets);
    }

    [Fact]
    public void A_stream_that_ends_in_mid_event_says_what_becomes_of_it()
    {
        var lines = Lines([[.. "data: a\nid: 1\n"u8]]);

        lines[0].ShouldEndWith("Adds the line “a” to the data.");
        lines[^1].ShouldBe("         └ The stream ended before a blank line dispatched the event: its fields are discarded.");
    }

    /// <summary>By what it takes: twice the line is twice the memory, not four times.</summary>
    [Theory]
    [InlineData("data: ")]
    [InlineData("data:")]
    [InlineData("id")]
    public void A_line_costs_what_its_length_costs(string name)
    {
        var small = Cost(100_000);
        var large = Cost(400_000);

        large.ShouldBeLessThan(6 * small);

        long Cost(int length)
        {
            byte[] line = [.. Encoding.UTF8.GetBytes(name + new string('x', length / 2) + new string(' ', length / 2)), (byte)'\n'];
            VisibleBytes.Of(line, int.MaxValue);
            var before = GC.GetAllocatedBytesForCurrentThread();
            VisibleBytes.Of(line, int.MaxValue);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    private static string Brackets(IEnumerable<byte[]> reads) => string.Join(' ', Lines(reads).SelectMany(line => line.Split('\n')).Select(line => line[9]));

    private static List<string> Lines(IEnumerable<byte[]> reads)
    {
        var explainer = new EventStreamExplainer();
        var listing = new LiveListing();
        var events = new List<ServerSentEvent>();
        var next = 0;
        var lines = new List<string>();
        foreach (var read in reads)
            lines.AddRange(listing.Lines(explainer.ReadAtOnce(read, events), () => (events[next++], null)));
        lines.AddRange(listing.Lines(explainer.Complete(), () => (events[next++], null)));
        if (listing.End() is { } end)
            lines.Add(end);
        next.ShouldBe(events.Count);
        return lines;
    }
}
