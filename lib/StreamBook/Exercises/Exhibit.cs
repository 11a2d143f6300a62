using System.Xml.Linq;

namespace StreamBook.Exercises;

/// <summary>Something to look at in a result: a picture or a table, in both of its forms.</summary>
internal sealed record Exhibit(string Html, string Text)
{
    public static Exhibit Of(Picture picture) => new(picture.ToHtml(), picture.Text);

    public static Exhibit Of(Table table) => new(table.Html, table.Text);

    public XElement ToElement() => XElement.Parse(Html, LoadOptions.PreserveWhitespace);
}
