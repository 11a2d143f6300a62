using StreamBook.Charts;

namespace StreamBook.Tests;

public sealed class TimeAxisTests
{
    [Theory]
    [InlineData(1, "request, 0.2 ms, 0.4 ms, 0.6 ms, 0.8 ms, 1 ms")]
    [InlineData(2.9, "request, 1 ms, 2 ms")]
    [InlineData(100, "request, 20 ms, 40 ms, 60 ms, 80 ms, 100 ms")]
    [InlineData(999, "request, 200 ms, 400 ms, 600 ms, 800 ms")]
    [InlineData(2_000, "request, 0.5 s, 1 s, 1.5 s, 2 s")]
    [InlineData(61_000, "request, 20 s, 40 s, 60 s")]
    [InlineData(600_000, "request, 2 min, 4 min, 6 min, 8 min, 10 min")]
    [InlineData(36_000_000, "request, 2 h, 4 h, 6 h, 8 h, 10 h")]
    public void Ticks_are_round_and_few(double milliseconds, string labels)
    {
        var axis = new TimeAxis(Captures.Ms(milliseconds));

        string.Join(", ", axis.Ticks.Select(axis.Label)).ShouldBe(labels);
    }

    [Fact]
    public void An_axis_of_no_length_has_one()
    {
        var axis = new TimeAxis(TimeSpan.Zero);

        axis.X(TimeSpan.Zero).ShouldBe(TimeAxis.Left);
    }
}
