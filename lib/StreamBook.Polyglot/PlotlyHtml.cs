using System.Net;
using System.Text.Json;
using Plotly.NET;

namespace StreamBook.Polyglot;

/// <summary>
/// Charts as HTML that needs no network: the script comes out of Plotly.NET itself, with the first chart of a notebook.
/// Where no script runs, or that of another output cannot be reached, the still picture stays.
/// </summary>
internal static class PlotlyHtml
{
    /// <summary>What an entry of the legend takes where each has a line of its own, in pixels.</summary>
    public const int EntryHeight = 22;

    // Colours are those of the host, light or dark; the width is that of the page.
    private const string Draw = """
        (() => {
            const place = document.getElementById(__ID__), figure = __FIGURE__, rows = __ROWS__;
            if (!place || !window.Plotly) return;
            const colour = getComputedStyle(place).color, grid = "rgba(128,128,128,.3)", axis = { gridcolor: grid, zerolinecolor: grid, automargin: true };
            const layout = { xaxis: { ...figure.layout.xaxis, ...axis }, yaxis: { ...figure.layout.yaxis, ...axis } };
            if (rows) {
                layout.yaxis = { tickvals: rows.Beside.map(text => text.At), ticktext: rows.Beside.map(text => text.Text), fixedrange: true, showgrid: false, zeroline: false, automargin: true };
                layout.annotations = rows.Above.map(text => ({ xref: "paper", x: 0, xanchor: "left", y: text.At, text: text.Text, showarrow: false }));
            }
            layout.font = { color: colour, family: "system-ui,sans-serif" };
            layout.paper_bgcolor = layout.plot_bgcolor = "rgba(0,0,0,0)";
            const entries = figure.data.filter(trace => trace.showlegend).length;
            layout.legend = { orientation: "h", yref: "container", y: 0, yanchor: "bottom", groupclick: "togglegroup" };
            layout.margin = { l: 16, r: 16, t: 36, b: 50 + __ENTRY_HEIGHT__ * entries };
            layout.modebar = { bgcolor: "rgba(0,0,0,0)", color: "rgba(128,128,128,.8)", activecolor: colour };
            layout.hovermode = "closest";
            const unit = figure.layout.xaxis?.title?.text ?? "";
            for (const trace of figure.data) {
                if (trace.type == "bar") Object.assign(trace, { cliponaxis: false, hovertemplate: `%{y}: %{text} ${unit}<extra></extra>` });
                else trace.hoverinfo = trace.text ? "text" : "skip";
            }
            const chart = document.createElement("div");
            chart.style.height = "__HEIGHT__px";
            const still = place.querySelector("svg");
            still ? still.replaceWith(chart) : place.append(chart);
            Plotly.newPlot(chart, figure.data, layout, { responsive: true, displaylogo: false });
        })();
        """;

    private const string DrawAsItIs = """
        (() => {
            const place = document.getElementById(__ID__), figure = __FIGURE__;
            if (place && window.Plotly) Plotly.newPlot(place, figure.data, figure.layout, { ...figure.config, responsive: true });
        })();
        """;

    private static bool _hasScript;

    /// <summary>Whether `book` runs this kernel: its pages put in the script themselves, each time, from the path of the package.</summary>
    public static bool IsForPages { get; } = Environment.GetEnvironmentVariable("STREAMBOOK_PAGES") is { Length: > 0 };

    /// <summary>A chart of ours in the place of the still picture of the same; its caption stays.</summary>
    /// <param name="chart">The chart.</param>
    /// <param name="still">What stands there until it is drawn.</param>
    /// <param name="height">Of the chart, in pixels.</param>
    /// <param name="rows">What its rows are; null where its upright axis has numbers.</param>
    public static string Of(GenericChart chart, string still, int height, ChartRows? rows = null)
    {
        var id = NewId();
        var script = Draw.Replace("__ENTRY_HEIGHT__", $"{EntryHeight}", StringComparison.Ordinal).Replace("__HEIGHT__", $"{height}", StringComparison.Ordinal).Replace("__ROWS__", JsonSerializer.Serialize(rows), StringComparison.Ordinal);
        return $"<div id=\"{id}\" style=\"max-width:60em\">{still}</div>{Scripts(script, id, chart)}";
    }

    /// <summary>A chart that somebody drew in a cell, as they drew it.</summary>
    public static string OfAnother(GenericChart chart)
    {
        var id = NewId();
        return $"<div id=\"{id}\"></div>{Scripts(DrawAsItIs, id, chart)}";
    }

    /// <summary>A text as Plotly reads it; a dollar that stands alone in its element is no sign of mathematics, to Plotly or to its host.</summary>
    public static string Encode(string text) => WebUtility.HtmlEncode(text).Replace("$", "<span>&#36;</span>", StringComparison.Ordinal);

    private static string Scripts(string draw, string id, GenericChart chart)
    {
        var figure = GenericChart.toJson(chart).Replace("\"NaN\"", "null", StringComparison.Ordinal).Replace("</", "<\\/", StringComparison.Ordinal);
        return $"{Plotly()}<script>{draw.Replace("__ID__", $"\"{id}\"", StringComparison.Ordinal).Replace("__FIGURE__", figure, StringComparison.Ordinal)}</script>";
    }

    // A loader of modules in the page would take it for one of its own, and keep it.
    private static string Plotly()
    {
        var assembly = typeof(GenericChart).Assembly;
        if (IsForPages)
            return $"<script data-script-of=\"{WebUtility.HtmlEncode(assembly.Location)}\"></script>";
        if (Interlocked.Exchange(ref _hasScript, true))
            return "";
        var name = Array.Find(assembly.GetManifestResourceNames(), name => name.EndsWith(".min.js", StringComparison.Ordinal))!;
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        var source = reader.ReadToEnd().Replace("</script", "<\\/script", StringComparison.OrdinalIgnoreCase);
        return $"<script>if (!window.Plotly) (function () {{ var define, module, exports, require;\n{source}\n}}).call(window);</script>";
    }

    private static string NewId() => $"chart-{Guid.NewGuid():n}";
}

/// <summary>What stands at the rows of a chart whose upright axis has no numbers.</summary>
/// <param name="Beside">To the left of a row.</param>
/// <param name="Above">In the chart, from its left edge.</param>
internal sealed record ChartRows(ChartText[] Beside, ChartText[] Above);

/// <param name="At">Its place on the upright axis.</param>
/// <param name="Text">As Plotly reads it.</param>
internal sealed record ChartText(double At, string Text);
