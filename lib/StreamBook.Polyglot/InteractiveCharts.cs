using Microsoft.DotNet.Interactive.Formatting;
using Plotly.NET;
using StreamBook.Charts;

namespace StreamBook.Polyglot;

/// <summary>How this library's values look where scripts run: charts that tell more under the mouse, zoom, and switch a lane off by its name.</summary>
internal static class InteractiveCharts
{
    // Beyond this many marks a chart answers slowly, and its data would be the most of the notebook.
    private const int MostEvents = 4000;

    /// <summary>Tells the host, which asks here before it asks the values themselves.</summary>
    public static void Register()
    {
        Register<GenericChart>(PlotlyHtml.OfAnother, _ => "A chart of Plotly.NET, which is drawn where HTML is shown.");
        // A page of the book puts what has a script into a frame of its own.
        if (PlotlyHtml.IsForPages)
            return;
        Register<Picture>(Html, picture => picture.Text);
        Register<Capture>(capture => Html(Draw.Lanes(capture)), capture => Draw.Lanes(capture).Text);
        Register<ConnectionHistory>(
            history => history.Connections.IsEmpty ? "<p>no connection</p>" : Html(Draw.Lanes(history.Connections)),
            history => history.Connections.IsEmpty ? "no connection" : Draw.Lanes(history.Connections).Text);
        Register<LoadResult>(
            result => $"<p>{result}</p>" is var said && result.Delays.IsEmpty ? said : PlotlyHtml.Of(LoadChart.Of(result), said, LoadChart.Height),
            result => result.ToString());
    }

    private static void Register<T>(Func<T, string> html, Func<T, string> plain)
    {
        Formatter.Register(html, HtmlFormatter.MimeType);
        Formatter.Register(plain, PlainTextFormatter.MimeType);
        Formatter.SetPreferredMimeTypesFor(typeof(T), HtmlFormatter.MimeType, PlainTextFormatter.MimeType);
    }

    private static string Html(Picture picture) => picture.Source switch
    {
        PictureSource.Lanes lanes when lanes.Captures.Sum(capture => capture.Events.Length) is > 0 and <= MostEvents =>
            PlotlyHtml.Of(LanesChart.Of(lanes.Captures), picture.ToHtml(), LanesChart.Height(lanes.Captures), LanesChart.Rows(lanes.Captures)),
        PictureSource.Bars bars => PlotlyHtml.Of(BarsChart.Of(bars.Unit, bars.Values), picture.ToHtml(), BarsChart.Height(bars.Values)),
        _ => picture.ToHtml(),
    };
}
