using System.Globalization;

namespace StreamBook.Charts;

/// <summary>Time since the request was sent, along the width of a picture.</summary>
internal sealed class TimeAxis
{
    /// <summary>Where the axis begins and ends, in percent of the width: before it is room for the names of rows.</summary>
    public const double Left = 16, Right = 98;

    private const int MostSteps = 5;

    private readonly TimeSpan _unit;
    private readonly string _unitName;

    public TimeAxis(TimeSpan longest)
    {
        Longest = longest > TimeSpan.Zero ? longest : TimeSpan.FromMilliseconds(1);
        Step = Steps().First(step => Longest <= step * MostSteps);
        (_unit, _unitName) = Longest switch
        {
            { TotalSeconds: < 1 } => (TimeSpan.FromMilliseconds(1), "ms"),
            { TotalMinutes: < 2 } => (TimeSpan.FromSeconds(1), "s"),
            { TotalHours: < 2 } => (TimeSpan.FromMinutes(1), "min"),
            _ => (TimeSpan.FromHours(1), "h"),
        };
    }

    public TimeSpan Longest { get; }

    public TimeSpan Step { get; }

    public IEnumerable<TimeSpan> Ticks
    {
        get
        {
            for (var tick = TimeSpan.Zero; tick <= Longest; tick += Step)
                yield return tick;
        }
    }

    /// <summary>The share of the axis, from 0 to 1; what is outside lies on its edge.</summary>
    public double Share(TimeSpan offset) => Math.Clamp(offset / Longest, 0, 1);

    /// <summary>Percent of the width, to a tenth: finer would not be seen.</summary>
    public double X(TimeSpan offset) => Math.Round(Left + (Right - Left) * Share(offset), 1);

    public string Label(TimeSpan tick) => tick == TimeSpan.Zero
        ? "request"
        : (tick / _unit).ToString("0.####", CultureInfo.InvariantCulture) + " " + _unitName;

    private static IEnumerable<TimeSpan> Steps()
    {
        for (var decade = TimeSpan.FromMicroseconds(10); decade < TimeSpan.FromSeconds(10); decade *= 10)
        {
            yield return decade;
            yield return decade * 2;
            yield return decade * 5;
        }

        int[] seconds = [10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600];
        foreach (var second in seconds)
            yield return TimeSpan.FromSeconds(second);
        for (var hours = TimeSpan.FromHours(2); ; hours *= 2)
            yield return hours;
    }
}
