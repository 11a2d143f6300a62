using Plotly.NET;
using Plotly.NET.CSharp;
using StreamBook.Charts;
using StreamBook.Wording;
using Chart = Plotly.NET.CSharp.Chart;

namespace StreamBook.Polyglot;

/// <summary>How late the messages of a load were: which part of them had arrived within which time.</summary>
internal static class LoadChart
{
    /// <summary>How high the chart is, in pixels.</summary>
    public const int Height = 320;

    /// <summary>Draws the curve at every percent.</summary>
    public static GenericChart Of(LoadResult result)
    {
        var delays = result.Delays;
        var points = Enumerable.Range(1, 100).Select(percent => (Percent: percent, Delay: delays[Math.Max(0, (int)Math.Ceiling(percent / 100.0 * delays.Length) - 1)])).ToArray();
        return Chart.Line<double, int, string>(
            x: points.Select(point => point.Delay.TotalMilliseconds),
            y: points.Select(point => point.Percent),
            ShowLegend: false,
            MultiText: points.Select(point => $"{point.Percent} % within {Words.OfDuration(point.Delay)}").ToArray(),
            LineColor: Color.fromHex(SvgMark.Blue))
            .WithXAxisStyle<double, double, string>(TitleText: "ms late")
            .WithYAxisStyle<double, double, string>(TitleText: "% of messages");
    }
}
