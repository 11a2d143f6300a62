using System.Collections.Immutable;
using Plotly.NET;
using Plotly.NET.CSharp;
using StreamBook.Charts;
using StreamBook.Wording;
using Chart = Plotly.NET.CSharp.Chart;

namespace StreamBook.Polyglot;

/// <summary>Values as horizontal bars, the first on top.</summary>
internal static class BarsChart
{
    private const int BarHeight = 34, Around = 90;

    /// <summary>How high the chart is, in pixels.</summary>
    public static int Height(ImmutableArray<(string Label, double Value)> bars) => Around + BarHeight * bars.Length;

    /// <summary>Draws them. The unit stands once, below: on a narrow page a bar has no room for it.</summary>
    public static GenericChart Of(string unit, ImmutableArray<(string Label, double Value)> bars)
    {
        var upwards = bars.Reverse().ToArray();
        return Chart.Bar<double, string, string>(
            values: upwards.Select(bar => bar.Value),
            Keys: upwards.Select(bar => bar.Label).ToArray(),
            MultiText: upwards.Select(bar => Words.Of(bar.Value)).ToArray(),
            MarkerColor: Color.fromHex(SvgMark.Blue),
            ShowLegend: false)
            .WithXAxisStyle<double, string, string>(TitleText: unit);
    }
}
