using System.Reflection;
using System.Xml.Linq;
using StreamBook.Charts;
using StreamBook.Wording;

namespace StreamBook;

/// <summary>A table for people: HTML in a notebook, aligned columns in a terminal.</summary>
[TypeFormatterSource(typeof(Shown))]
public sealed class Table
{
    internal Table(XElement html, string text) => (Html, Text) = (Markup.WriteHtml(html), text);

    /// <summary>The table as an HTML fragment.</summary>
    public string Html { get; }

    /// <summary>The table in aligned columns.</summary>
    public string Text { get; }

    /// <summary>
    /// Makes a table with one row for each item. Without columns it shows the public properties of
    /// <typeparamref name="T"/> under their names split into words; a type without any is shown as it is. A column of
    /// <see cref="TimeSpan"/> is in milliseconds, as its heading says; null is –.
    /// </summary>
    /// <param name="rows">The items.</param>
    /// <param name="caption">What the table shows; null for none.</param>
    /// <param name="columns">Headings and what stands below them.</param>
    public static Table Of<T>(
        IEnumerable<T> rows,
        string? caption = null,
        params (string Heading, Func<T, object?> Value)[] columns)
    {
        var shown = columns.Length > 0 ? columns : PropertiesOf<T>();
        T[] items = [.. rows];
        var cells = shown.Select(column => new TableColumn(column.Heading, [.. items.Select(column.Value)])).ToArray();
        return new(TableColumn.Html(caption, cells), TableColumn.Text(caption, cells));
    }

    /// <summary>The same as <see cref="Text"/>.</summary>
    public override string ToString() => Text;

    private static (string Heading, Func<T, object?> Value)[] PropertiesOf<T>()
    {
        var properties = typeof(T) == typeof(string) || typeof(T).IsPrimitive
            ? []
            : typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(property => property.GetMethod is { IsPublic: true } && property.GetIndexParameters().Length == 0)
                .ToArray();
        return properties.Length == 0
            ? [("Value", item => item)]
            : [.. properties.Select(property => (Words.OfIdentifier(property.Name), ValueOf(property)))];

        static Func<T, object?> ValueOf(PropertyInfo property) => item => item is null ? null : property.GetValue(item);
    }
}
