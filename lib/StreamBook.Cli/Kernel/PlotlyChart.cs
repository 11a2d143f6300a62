using System.Net;
using System.Reflection;

namespace StreamBook.Cli.Kernel;

/// <summary>
/// A chart of Plotly.NET as a document that draws it. The script, 3.6 MB, stays in the package, of which the document
/// has the path; a page puts it in. The package is one that a cell has named, so it is known by its names alone.
/// </summary>
internal static class PlotlyChart
{
    /// <summary>The attribute of a script element that is empty until a page puts in the script of a package.</summary>
    public const string ScriptOf = "data-script-of";

    /// <summary>The form of a chart in words.</summary>
    public const string PlainText = "A chart of Plotly.NET, which is drawn where HTML is shown.";

    /// <summary>The chart as HTML; null for any other value, and for a chart that its package cannot write.</summary>
    public static string? Html(object? value)
    {
        var type = value?.GetType();
        while (type is not null && type.FullName != "Plotly.NET.GenericChart")
            type = type.BaseType;
        try
        {
            // An end tag would end the element in the middle of a text.
            return type?.GetMethod("toJson", [type])?.Invoke(null, [value]) is string figure
                ? $$"""
                    <body style="margin:0"><div id="chart" style="height:100vh"></div>
                    <script {{ScriptOf}}="{{WebUtility.HtmlEncode(type.Assembly.Location)}}"></script>
                    <script>
                    const figure = {{figure.Replace("</", "<\\/", StringComparison.Ordinal)}};
                    // What nobody has asked for: a square that a phone does not hold.
                    if (figure.layout.width == 600 && figure.layout.height == 600) delete figure.layout.width, delete figure.layout.height;
                    Plotly.newPlot("chart", figure.data, figure.layout, { ...figure.config, responsive: true });
                    </script>
                    """
                : null;
        }
        catch (TargetInvocationException)
        {
            return null;
        }
    }
}
