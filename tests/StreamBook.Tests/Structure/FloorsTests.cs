using System.Text.RegularExpressions;
using StreamBook.Cli.Document;

namespace StreamBook.Tests;

public partial class FloorsTests
{
    private static string Root { get; } = Book.Find(AppContext.BaseDirectory)!.Root;

    private static string Library { get; } = Path.Combine(Root, "lib", "StreamBook");

    private static IReadOnlyList<(string Path, string Text)> Sources { get; } =
    [
        .. Directory.EnumerateFiles(Library, "*.cs", SearchOption.AllDirectories)
            .Select(path => (Path.GetRelativePath(Library, path).Replace('\\', '/'), File.ReadAllText(path))),
    ];

    // Files that break the table, each with its arrow. They are read together with the library, once: that takes seconds.
    private static readonly (string Path, string Text, string Arrow)[] _wrong =
    [
        ("Sse/Up.cs", "namespace StreamBook.Sse; internal static class Up { public static Picture? Picture; }", "Sse → Charts: Up.cs"),
        ("Nginx/Up.cs", "namespace StreamBook.Nginx; internal static class Up { public static object Find() => NginxProgram.InstallCommand; }", "Nginx → Programs: Up.cs"),
        ("Timing/Up.cs", "namespace StreamBook.Timing; internal static class Up { public static string Of(Lab lab) => lab.Logs; }", "Timing → Labs: Up.cs"),
        ("Utils/Up.cs", "namespace StreamBook.Utils; internal static class Up { public static string Name => Recipe.All[0].Name; }", "Utils → Nginx: Up.cs"),
    ];

    private static readonly Lazy<Arrow[]> _all = new(() => Arrows.Of([.. Sources, .. _wrong.Select(file => (file.Path, file.Text))]));

    private static IEnumerable<Arrow> OfTheHouse => _all.Value.Where(arrow => arrow.Place != "Up.cs");

    // What the page's paths begin at.
    private static readonly string[] _places = ["", "lib/StreamBook", "lib/StreamBook.Cli"];

    public static TheoryData<string> WrongArrows => [.. _wrong.Select(file => file.Arrow)];

    [Fact]
    public void A_room_uses_only_the_rooms_that_the_table_allows() => Forbidden(OfTheHouse).ShouldBeEmpty();

    [Fact]
    public void Every_allowed_arrow_is_there_and_points_to_a_room_below_or_beside()
    {
        var drawn = OfTheHouse.Select(arrow => (arrow.From, arrow.To)).ToHashSet();

        Room.All.SelectMany(room => room.Uses, (room, used) => (room.Name, used)).Where(arrow => !drawn.Contains(arrow)).ShouldBeEmpty();
        foreach (var room in Room.All)
            room.Uses.ShouldAllBe(used => Room.All.TakeWhile(lower => lower != room).Any(lower => lower.Name == used), room.Name);
    }

    [Theory, MemberData(nameof(WrongArrows))]
    public void An_arrow_against_the_table_is_found(string arrow) =>
        Forbidden(_all.Value).ShouldContain(found => found.StartsWith(arrow, StringComparison.Ordinal));

    [Fact]
    public void The_picture_of_the_house_is_drawn_from_the_table()
    {
        var drawn = FloorsPicture.Of(Room.All);

        var path = Path.Combine(Root, "docs", "floors.svg");
        if (File.ReadAllText(path) == drawn)
            return;
        var made = Path.Combine(Root, "out", "floors.svg");
        Directory.CreateDirectory(Path.GetDirectoryName(made)!);
        File.WriteAllText(made, drawn);
        Assert.Fail($"{path} shows another table. Copy {made} over it.");
    }

    [Fact]
    public void Every_file_that_the_page_of_the_house_names_is_there()
    {
        var named = NamedFile().Matches(File.ReadAllText(Path.Combine(Root, "docs", "architecture.md"))).Select(match => match.Groups[1].Value).ToArray();

        named.Length.ShouldBeGreaterThan(10);
        named.Where(path => !_places.Any(place => File.Exists(Path.Combine(Root, place, path)))).ShouldBeEmpty();
    }

    private static IEnumerable<string> Forbidden(IEnumerable<Arrow> arrows) =>
        from arrow in arrows
        where !Room.All.Any(room => room.Name == arrow.From && room.Uses.Contains(arrow.To))
        select arrow.ToString();

    [GeneratedRegex("`([A-Za-z./]+\\.(?:cs|sh))`")]
    private static partial Regex NamedFile();
}
