using System.Collections.Immutable;

namespace StreamBook.Cli.Kernel;

/// <summary>One form of a value.</summary>
internal sealed record FormattedValue(string MimeType, string Value)
{
    private const string Plain = "text/plain";
    private const string Html = "text/html";

    /// <summary>The forms of a value; never throws, whatever the value does.</summary>
    /// <param name="value">Any value.</param>
    /// <param name="mimeTypes">The forms that are wanted; none for those its type prefers.</param>
    public static ImmutableArray<FormattedValue> From(object? value, string[] mimeTypes)
    {
        if (mimeTypes.Length == 0 && PlotlyChart.Html(value) is { } chart)
            return [new(Html, chart), new(Plain, PlotlyChart.PlainText)];

        var forms = new List<FormattedValue>();
        var failures = new List<string>();
        var convention = value is null ? null : ConventionFormatters.Of(value.GetType());
        foreach (var mimeType in mimeTypes.Length > 0 ? [.. mimeTypes] : convention?.PreferredMimeTypes ?? [])
        {
            if (convention?.Format(value!, mimeType, failures) is { } form)
                forms.Add(new(mimeType, form));
            else if (mimeTypes.Length > 0)
                forms.Add(new(mimeType, Default(value, mimeType)));
        }

        if (mimeTypes.Length > 0)
            return [.. forms, .. failures.Select(failure => new FormattedValue(Plain, failure))];
        if (value is HtmlContent)
            return [new(Html, value.ToString()!)];

        var shape = forms.Exists(form => form.MimeType == Plain) ? null : ValueShape.Of(value);
        if (forms.Count == 0 && shape is ValueShape.Table)
            forms.Add(new(Html, HtmlTable.Of(shape)));
        if (shape is not null)
            forms.Add(new(Plain, string.Join('\n', [shape.Text, .. failures])));
        return [.. forms];
    }

    private static string Default(object? value, string mimeType) => mimeType switch
    {
        Html when value is HtmlContent => value.ToString()!,
        Html => HtmlTable.Of(ValueShape.Of(value)),
        _ => ValueShape.Of(value).Text,
    };
}
