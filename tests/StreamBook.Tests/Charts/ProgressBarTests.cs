using StreamBook.Charts;

namespace StreamBook.Tests;

public class ProgressBarTests
{
    [Fact]
    public void Where_nothing_can_change_there_is_a_plain_line_at_the_beginning_and_at_the_end()
    {
        var lines = new StringWriter();
        var bar = new ProgressBar(lines);
        bar.Report("Opening 100", 0);
        bar.Report("Opening 100", 0.01);
        bar.Report("Opening 100", 0.02);
        bar.End("100 were open.");

        lines.ToString().ReplaceLineEndings("\n").ShouldBe("""
            [····················] 0 % Opening 100
            100 were open.

            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Another_thing_that_is_being_done_is_shown_however_soon_it_comes()
    {
        var lines = new StringWriter();
        var bar = new ProgressBar(lines);
        bar.Report("Opening 2 event streams", 0.8);
        bar.Report("Measuring 2 event streams", 0.8);

        lines.ToString().ShouldContain("Measuring 2 event streams");
    }

    [Fact]
    public void A_line_at_each_quarter_is_enough()
    {
        var lines = new StringWriter();
        var time = new SteppedTime();
        var bar = new ProgressBar(lines, time);
        foreach (var part in (double[])[0, 0.26, 0.3, 0.49, 0.8])
        {
            bar.Report("Opening", part);
            // The bar keeps still for a tenth of a second.
            time.Now += TimeSpan.FromSeconds(0.1);
        }

        lines.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split("] ")[1])
            .ShouldBe(["0 % Opening", "26 % Opening", "80 % Opening"]);
    }

    [Fact]
    public void The_same_words_again_at_once_are_not_shown()
    {
        var lines = new StringWriter();
        var time = new SteppedTime();
        var bar = new ProgressBar(lines, time);
        bar.Report("Opening", 0);
        time.Now += TimeSpan.FromSeconds(0.099);
        bar.Report("Opening", 0.5);

        lines.ToString().ShouldNotContain("50 %");
    }

    [Fact]
    public void A_screen_reader_hears_a_bar_with_its_words_and_at_the_end_the_sentence()
    {
        HostFormat.As("text/html", new ProgressState("Opening 5 <b>", 0.5))
            .ShouldBe("<div><label>Opening 5 &lt;b&gt; <progress max=\"100\" value=\"50\">50 %</progress></label></div>");
        HostFormat.As("text/html", new ProgressState("5 were open.", null)).ShouldBe("<div>5 were open.</div>");
        HostFormat.As("text/plain", new ProgressState("Opening", 0.5)).ShouldBe("[██████████··········] 50 % Opening");
    }

    private sealed class SteppedTime : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
