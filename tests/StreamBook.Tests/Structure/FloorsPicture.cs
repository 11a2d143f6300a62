using System.Xml.Linq;

namespace StreamBook.Tests;

/// <summary>The house as a picture: a floor is a row, and a room says what it holds and which rooms it uses.</summary>
internal static class FloorsPicture
{
    private const int Width = 960, FloorHeight = 104, RoomHeight = 88, Left = 24, Gap = 12;

    private static readonly XNamespace _svg = "http://www.w3.org/2000/svg";

    public static string Of(IReadOnlyList<Room> rooms)
    {
        var floors = rooms.GroupBy(room => room.Floor).OrderByDescending(floor => floor.Key).ToArray();
        var height = FloorHeight * floors.Length;
        var boxes = floors.SelectMany((floor, row) =>
        {
            var on = floor.ToArray();
            var width = (Width - Left - Gap * (on.Length - 1)) / on.Length;
            return on.SelectMany((room, column) => Box(room, Left + column * (width + Gap), row * FloorHeight, width))
                .Prepend(Text(4, row * FloorHeight + 22, floor.Key.ToString(System.Globalization.CultureInfo.InvariantCulture), 12, "opacity:.7"));
        });
        return new XElement(_svg + "svg",
            new XAttribute("viewBox", $"0 0 {Width} {height}"),
            new XAttribute("role", "img"),
            new XAttribute("font-family", "system-ui,sans-serif"),
            new XElement(_svg + "title", "The rooms of lib/StreamBook: each uses only rooms below it, or to its left on the same floor."),
            new XElement(_svg + "style", ":root{color:#1f2328}@media(prefers-color-scheme:dark){:root{color:#e6edf3}}text{fill:currentColor}rect{fill:none;stroke:currentColor;stroke-opacity:.5}"),
            boxes) + "\n";
    }

    private static IEnumerable<XElement> Box(Room room, int x, int y, int width)
    {
        yield return new(_svg + "rect", new XAttribute("x", x), new XAttribute("y", y + 4), new XAttribute("width", width), new XAttribute("height", RoomHeight), new XAttribute("rx", 8));
        yield return Text(x + 12, y + 26, room.Name + "/", 15, "font-weight:600");
        var lines = Wrapped(room.Holds, width).Select(line => (Text: line, Style: "")).ToList();
        if (room.Uses.Length > 0)
            lines.AddRange(Wrapped("uses " + string.Join(", ", room.Uses), width).Select(line => (line, "opacity:.7")));
        for (var i = 0; i < lines.Count; i++)
            yield return Text(x + 12, y + 42 + i * 14, lines[i].Text, 11, lines[i].Style);
    }

    private static XElement Text(int x, int y, string text, int size, string style) =>
        new(_svg + "text", new XAttribute("x", x), new XAttribute("y", y), new XAttribute("font-size", size), new XAttribute("style", style), text);

    // A letter of this size is about 5.6 wide.
    private static IEnumerable<string> Wrapped(string text, int width)
    {
        var line = "";
        foreach (var word in text.Split(' '))
        {
            if (line.Length > 0 && (line.Length + 1 + word.Length) * 5.6 > width - 20)
            {
                yield return line;
                line = "";
            }

            line += line.Length == 0 ? word : " " + word;
        }

        yield return line;
    }
}
