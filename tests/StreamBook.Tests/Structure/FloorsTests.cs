using StreamBook.Cli.Document;

namespace StreamBook.Tests;

public class FloorsTests
{
    private static string Root { get; } = Book.Find(AppContext.BaseDirectory)!.Root;

    private static string Library { get; } = Path.Combine(Root, "lib", "StreamBook");

    private static IReadOnlyList<(string Path, string Text)> Sources { get; } =
    [
        .. Directory.EnumerateFiles(Library, "*.cs", SearchOption.AllDirectories)
            .Select(path => (Path.GetRelativePath(Library, path).Replace('\\', '/'), File.ReadAllText(path))),
    ];

    [Fact]
    public void A_room_uses_only_the_rooms_that_the_table_allows() => Forbidden(Sources).ShouldBeEmpty();

    [Fact]
    public void Every_allowed_arrow_is_there_and_points_to_a_room_below_or_beside()
    {
        var drawn = Arrows.Of(Sources).Select(arrow => (arrow.From, arrow.To)).ToHashSet();

        Room.All.SelectMany(room => room.Uses, (room, used) => (room.Name, used)).Where(arrow => !drawn.Contains(arrow)).ShouldBeEmpty();
        foreach (var room in Room.All)
            room.Uses.ShouldAllBe(used => Room.All.TakeWhile(lower => lower != room).Any(lower => lower.Name == used), room.Name);
    }

    [Theory]
    [InlineData("Sse/Up.cs", "namespace StreamBook.Sse; internal static class Up { public static Picture? Picture; }", "Sse → Charts")]
    [InlineData("Nginx/Up.cs", "namespace StreamBook.Nginx; internal static class Up { public static object Find() => NginxProgram.InstallCommand; }", "Nginx → Programs")]
    [InlineData("Timing/Up.cs", "namespace StreamBook.Timing; internal static class Up { public static string Of(Lab lab) => lab.Logs; }", "Timing → Labs")]
    [InlineData("Utils/Up.cs", "namespace StreamBook.Utils; internal static class Up { public static string Name => Recipe.All[0].Name; }", "Utils → Nginx")]
    public void An_arrow_against_the_table_is_found(string path, string text, string arrow) =>
        Forbidden([.. Sources, (path, text)]).ShouldContain(found => found.StartsWith(arrow, StringComparison.Ordinal));

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

    private static IEnumerable<string> Forbidden(IEnumerable<(string Path, string Text)> sources) =>
        from arrow in Arrows.Of(sources)
        where !Room.All.Any(room => room.Name == arrow.From && room.Uses.Contains(arrow.To))
        select arrow.ToString();
}
