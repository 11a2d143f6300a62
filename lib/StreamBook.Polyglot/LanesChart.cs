using System.Collections.Immutable;
using Plotly.NET;
using Plotly.NET.CSharp;
using StreamBook.Charts;
using StreamBook.Wording;
using Chart = Plotly.NET.CSharp.Chart;

namespace StreamBook.Polyglot;

/// <summary>
/// Captures as lanes, with the marks that the still picture has and the notebooks speak of: above when each event was
/// sent, below when it arrived, and a line between the two; the headers as a diamond, the end as a bar or a cross.
/// </summary>
internal static class LanesChart
{
    private const int LaneHeight = 90, Around = 90;
    private const double LaneStep = 2.6, NameRise = 0.6;
    private static readonly Color _grey = Color.fromHex(SvgMark.Grey);
    private static readonly string[] _colours = [SvgMark.Blue, SvgMark.Orange, SvgMark.Green, SvgMark.Purple, SvgMark.Red, SvgMark.Grey];

    /// <summary>How high the chart is, in pixels.</summary>
    public static int Height(ImmutableArray<Capture> captures) => Around + (LaneHeight + PlotlyHtml.EntryHeight) * captures.Length;

    /// <summary>What stands beside the rows, and above each lane if there are several.</summary>
    public static ChartRows Rows(ImmutableArray<Capture> captures) => new(
        [.. captures.SelectMany((capture, index) => new ChartText[] { new(Top(index), capture.Events.Any(e => e.SentOffset is not null) ? "sent" : ""), new(Top(index) - 1, "arrived") })],
        captures.Length == 1 ? [] : [.. captures.Select((capture, index) => new ChartText(Top(index) + NameRise, $"<b>{PlotlyHtml.Encode(capture.Name)}</b>"))]);

    /// <summary>Draws a lane for each, the first on top.</summary>
    public static GenericChart Of(ImmutableArray<Capture> captures) => Chart.Combine(captures.SelectMany(Lane))
        .WithXAxisStyle<double, double, string>(TitleText: "ms since the request was sent");

    private static IEnumerable<GenericChart> Lane(Capture capture, int index)
    {
        var colour = Color.fromHex(_colours[index % _colours.Length]);
        var group = $"lane {index}";
        var (sent, arrived) = (Top(index), Top(index) - 1);
        var (open, end) = (Ms(capture.HeadersOffset ?? capture.EndOffset), Ms(capture.EndOffset));
        yield return Row([0, open], StyleParam.DrawingStyle.Dot, "waiting");
        yield return Row([open, end], StyleParam.DrawingStyle.Solid, "answering");
        var known = capture.Events.Where(e => e.SentOffset is not null).ToArray();
        if (known.Length > 0)
        {
            // NaN ends a line, so that there is one for each event.
            yield return Chart.Line<double, double, string>(
                x: known.SelectMany(e => new[] { Ms(e.SentOffset!.Value), Ms(e.Offset), double.NaN }),
                y: known.SelectMany(_ => new[] { sent, arrived, double.NaN }),
                LineColor: colour, LineWidth: 1.0, Opacity: 0.5, ShowLegend: false)
                .WithTraceInfo(Name: $"{capture.Name}: on the way", LegendGroup: group);
            yield return Chart.Point<double, double, string>(
                x: known.Select(e => Ms(e.SentOffset!.Value)), y: known.Select(_ => sent), MultiText: Tips(capture, known), MarkerColor: colour, Opacity: 0.6, ShowLegend: false)
                .WithTraceInfo(Name: $"{capture.Name}: sent", LegendGroup: group);
        }

        yield return Chart.Point<double, double, string>(
            x: capture.Events.Select(e => Ms(e.Offset)), y: capture.Events.Select(_ => arrived), MultiText: Tips(capture, capture.Events), MarkerColor: colour, ShowLegend: true)
            .WithTraceInfo(Name: PlotlyHtml.Encode($"{capture.Name}: {LaneWording.Verdict(capture)}"), LegendGroup: group);
        yield return Edges(capture, arrived).WithTraceInfo(Name: $"{capture.Name}: headers and end", LegendGroup: group);

        GenericChart Row(double[] x, StyleParam.DrawingStyle dash, string what) =>
            Chart.Line<double, double, string>(x: x, y: [arrived, arrived], LineColor: _grey, LineWidth: 1.0, LineDash: dash, ShowLegend: false)
                .WithTraceInfo(Name: $"{capture.Name}: {what}", LegendGroup: group);
    }

    private static GenericChart Edges(Capture capture, double y)
    {
        var ending = LaneWording.IsWhole(capture) ? StyleParam.MarkerSymbol.LineNS : StyleParam.MarkerSymbol.X;
        var marks = new List<(TimeSpan At, int Size, StyleParam.MarkerSymbol Symbol, string Tip)> { (capture.EndOffset, 16, Open(ending), $"end {Words.OfDuration(capture.EndOffset)}") };
        if (capture.HeadersOffset is { } headers)
            marks.Insert(0, (headers, 12, Open(StyleParam.MarkerSymbol.Diamond), $"headers {Words.OfDuration(headers)}"));
        return Chart.Bubble<double, double, string>(
            x: marks.Select(mark => Ms(mark.At)), y: marks.Select(_ => y), sizes: marks.Select(mark => mark.Size), MultiText: marks.Select(mark => mark.Tip).ToArray(),
            MultiMarkerSymbol: marks.Select(mark => mark.Symbol).ToArray(), MarkerColor: _grey, ShowLegend: false);

        static StyleParam.MarkerSymbol Open(StyleParam.MarkerSymbol symbol) => StyleParam.MarkerSymbol.NewModified(symbol, StyleParam.SymbolStyle.Open);
    }

    private static string[] Tips(Capture capture, IEnumerable<ArrivedEvent> events) => [.. events.Select(arrived =>
    {
        var index = capture.Events.IndexOf(arrived);
        string?[] parts =
        [
            $"{capture.Noun} {index + 1}",
            arrived.SentOffset is { } sent ? $"sent {Words.OfDuration(sent)}" : null,
            $"arrived {Words.OfDuration(arrived.Offset)}",
            index > 0 ? $"gap {Words.OfDuration(arrived.Offset - capture.Events[index - 1].Offset)}" : null,
        ];
        return string.Join("<br>", parts.OfType<string>());
    })];

    private static double Top(int index) => -LaneStep * index;

    private static double Ms(TimeSpan offset) => Math.Round(offset.TotalMilliseconds, 2);
}
