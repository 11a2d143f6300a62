using System.Net;
using System.Text;

namespace StreamBook.Cli.Kernel;

/// <summary>The text/html form of values that bring none of their own.</summary>
internal static class HtmlTable
{
    public static string Of(ValueShape shape)
    {
        if (shape is not ValueShape.Table table)
            return $"<pre>{WebUtility.HtmlEncode(shape.Text)}</pre>";

        var html = new StringBuilder("<table>");
        if (table.Columns.Length > 0)
            html.Append("<thead><tr>").AppendJoin("", table.Columns.Select(column => $"<th>{WebUtility.HtmlEncode(column)}</th>")).Append("</tr></thead>");
        html.Append("<tbody>");
        foreach (var row in table.Rows)
        {
            html.Append("<tr>");
            for (var i = 0; i < row.Length; i++)
                html.Append(table.Columns.Length == 0 && i == 0 ? $"<th scope=\"row\">{WebUtility.HtmlEncode((string)row[i]!)}</th>" : $"<td>{Cell(row[i])}</td>");
            html.Append("</tr>");
        }

        html.Append("</tbody></table>");
        if (table.Remark is not null)
            html.Append("<p>").Append(WebUtility.HtmlEncode(table.Remark)).Append("</p>");
        return html.ToString();
    }

    // A picture in a list of values stays a picture.
    private static string Cell(object? value)
    {
        if (value is HtmlContent)
            return value.ToString()!;
        var convention = value is null ? null : ConventionFormatters.Of(value.GetType());
        return convention?.Format(value!, "text/html", []) ?? convention?.Format(value!, "image/svg+xml", []) ?? WebUtility.HtmlEncode(ValueShape.Inline(value));
    }
}
