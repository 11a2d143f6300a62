using System.Reflection;
using System.Text.RegularExpressions;
using StreamBook.Cli.Document;

namespace StreamBook.Tests;

/// <summary>The reference card says what there is: each of its tables against the code.</summary>
[Collection(BackendCollection.Name)]
public sealed partial class ReferenceCardTests(BackendFixture fixture)
{
    // What a learner calls by name, and what belongs to the kinds of values that come back is not here.
    private static readonly Type[] _calls =
    [
        typeof(Lab), typeof(LabServer), typeof(BackendServer), typeof(NginxServer), typeof(Capture), typeof(FrameCapture), typeof(EventStream),
        typeof(EventSourceClient), typeof(OpenStreams), typeof(Crowd), typeof(HomeServer), typeof(HomeRequest), typeof(NginxConfiguration), typeof(Recipe), typeof(Draw), typeof(Table),
        typeof(Guess), typeof(Check), typeof(Verdict), typeof(Exercise), typeof(Eventually), typeof(BrowserProgram), typeof(PythonProgram), typeof(RedisProgram), typeof(OwnServer), typeof(RedisServer),
    ];

    // Of every record and every value: the card does not list them.
    private static readonly string[] _ofValues = ["Equals", "GetHashCode", "ToString", "Deconstruct", "Dispose"];

    private static readonly string _root = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../.."));

    private static readonly CourseNotebook _card = CourseNotebook.Load(new(_root), CourseTests.ReferenceCard);

    [Fact]
    public void Every_way_to_arrive_is_named() =>
        Rows("How a stream arrives").Select(row => Code(row[0])).ShouldBe(Enum.GetNames<Delivery>(), ignoreOrder: true);

    [Fact]
    public void Every_call_of_the_library_is_named_and_each_named_one_is_there()
    {
        var named = Rows("The library's calls").SelectMany(row => CallName().Matches(row[0])).Select(match => match.Groups[1].Value).ToHashSet();
        var there = _calls.SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .Where(method => !method.IsSpecialName && !method.Name.StartsWith('<') && !_ofValues.Contains(method.Name)).Select(method => method.Name).ToHashSet();

        there.Except(named).ShouldBeEmpty("The card does not name these.");
        named.Except(there).Except([nameof(EventSourceClient)]).ShouldBeEmpty("The library has none of this name.");
    }

    [Fact]
    public async Task Every_address_of_the_backend_is_named_with_every_parameter()
    {
        var rows = Rows("What the backend answers");
        var addresses = rows.Select(row => Code(row[0])).ToArray();

        // By the code that answers, and by the backend's own manual: the card, the manual and the code say the same.
        var source = File.ReadAllText(Path.Combine(_root, "lib", "StreamBook.Backend", "Endpoints.cs"));
        var log = File.ReadAllText(Path.Combine(_root, "lib", "StreamBook.Backend", "RequestLog.cs"));
        Route().Matches(source + log).Select(match => match.Groups[1].Value).Where(path => path != "/").Distinct().ShouldBeSubsetOf(addresses);
        var manual = await fixture.Server.GetTextAsync("/");
        ManualAddress().Matches(manual).Select(match => match.Value).Distinct().ShouldBe(addresses, ignoreOrder: true);

        foreach (var row in rows.Where(row => !row[1].Contains("SignalR", StringComparison.Ordinal)))
        {
            var address = Code(row[0]);
            var named = Parameter().Matches(row[1]).Select(match => match.Groups[1].Value);
            (await KnownAsync(address)).ShouldBe(named, ignoreOrder: true, customMessage: address);
        }
    }

    [Fact]
    public async Task Every_default_is_the_one_that_the_manual_gives()
    {
        var manual = await fixture.Server.GetTextAsync("/");
        foreach (var row in Rows("What the backend answers"))
        {
            foreach (Match parameter in Parameter().Matches(row[1]))
            {
                if (parameter.Groups[2].Value is { Length: > 0 } otherwise)
                    manual.ShouldMatch($@"\n +{parameter.Groups[1].Value} +{otherwise} ", row[0]);
            }
        }
    }

    [Fact]
    public void Every_line_of_a_recipe_is_named_with_the_recipes_that_have_it()
    {
        var lines = Recipe.All.SelectMany(recipe => Lines(recipe.Configuration).Select(line => (Line: line, Recipe: recipe.Name))).ToLookup(line => line.Line, line => line.Recipe);

        foreach (var row in Rows("The lines for nginx"))
            row[2].ToLowerInvariant().Split(", ").ShouldBe(lines[Code(row[0])], ignoreOrder: true, customMessage: row[0]);
        Rows("The lines for nginx").Select(row => Code(row[0])).ShouldBe(lines.Select(line => line.Key), ignoreOrder: true);
    }

    private static IEnumerable<string> Lines(NginxConfiguration configuration) =>
        configuration.Main.Concat(configuration.Http).Concat(configuration.Server).Concat(configuration.Location).Select(directive => Spaces().Replace(directive.ToString(), " "));

    /// <summary>The names that the backend says it has when it is given one that it has not.</summary>
    private async Task<string[]> KnownAsync(string address)
    {
        var path = address.Replace("{id}", "none", StringComparison.Ordinal);
        var answer = await fixture.Server.CaptureAsync($"{path}?nosuch=1", address.StartsWith("/v1/", StringComparison.Ordinal) && path == address ? new() { Body = """{"model":"any"}""" } : null);
        return NoParameter().Match(answer.Text) is { Success: true } known ? known.Groups[1].Value.Split(", ", StringSplitOptions.RemoveEmptyEntries) : [];
    }

    /// <summary>The cells of the table below a heading, without its head.</summary>
    private static string[][] Rows(string heading)
    {
        var text = _card.Text.Single(text => text.Contains($"## {heading}\n", StringComparison.Ordinal)).Split($"## {heading}\n")[1].Split("\n## ")[0];
        return [.. text.Split('\n').Where(line => line.StartsWith('|')).Skip(2).Select(line => Cell().Split(line)[1..^1])];
    }

    private static string Code(string cell) => cell.Trim('`');

    [GeneratedRegex(@"\s*\|\s*")]
    private static partial Regex Cell();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"(\w+)\(")]
    private static partial Regex CallName();

    [GeneratedRegex(@"""(/[^""{\s]*)"" (?:=>|or)")]
    private static partial Regex Route();

    [GeneratedRegex(@"(?<=^|, +)/[\w/{}]+", RegexOptions.Multiline)]
    private static partial Regex ManualAddress();

    [GeneratedRegex(@"`(\w+)`(?: ([^,|`]+))?")]
    private static partial Regex Parameter();

    [GeneratedRegex(@"has no parameter 'nosuch'; it has ([^.]*)\.")]
    private static partial Regex NoParameter();
}
