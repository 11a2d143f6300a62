using System.Text.RegularExpressions;
using StreamBook.Cli.Document;

namespace StreamBook.Tests;

/// <summary>No name of ours hides another or is hidden, whatever a host references and whatever of Plotly.NET a reader adds.</summary>
public sealed partial class HostNamesTests
{
    private const string UsingPlotly = "using Plotly.NET; using Plotly.NET.CSharp;";

    private static readonly Book _book = new(Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../..")));
    private static readonly string _library = Path.Combine(_book.Root, "artifacts/bin/StreamBook/release/StreamBook.dll");
    private static readonly string[] _plotly = ["#r \"nuget: Plotly.NET, 6.0.0\"", "#r \"nuget: Plotly.NET.CSharp, 0.14.0\""];
    private static readonly Type[] _types = [.. typeof(Lab).Assembly.GetExportedTypes().Where(type => !type.IsNested)];

    public static TheoryData<string> KernelsOnly => [HostNames.Stdio, HostNames.VSCode];

    public static TheoryData<string> WithJupyter => [HostNames.InJupyter];

    [DotnetInteractiveTheory, MemberData(nameof(KernelsOnly))]
    public Task A_name_of_ours_means_ours_and_meant_nothing_before(string host) => CheckAsync(host, "");

    [JupyterTheory, MemberData(nameof(WithJupyter))]
    public Task A_name_of_ours_means_ours_and_meant_nothing_before_in(string host) => CheckAsync(host, "");

    [DotnetInteractiveFact]
    public Task A_name_of_ours_means_ours_beside_Plotly() => CheckAsync(HostNames.Stdio, UsingPlotly);

    [DotnetInteractiveFact]
    public async Task A_name_that_is_taken_is_noticed()
    {
        string[] names = ["Chart", "HTML", "display", "Console", "Lab"];

        var errors = await HostNames.ErrorsAsync(HostNames.Stdio, _plotly, [[Meanings(UsingPlotly, names)]]);

        Taken(names, errors[0][0]).ShouldBe(["Chart", "HTML", "display", "Console"]);
    }

    private static async Task CheckAsync(string host, string usings)
    {
        // The packages that a notebook names, and what they drag in, are there for every cell.
        string[] packages = [.. _book.All.SelectMany(Code).SelectMany(cell => PackageDirective().Matches(cell)).Select(match => match.Value).Concat(_plotly).Distinct()];
        string[] names = [.. _types.Select(Simple).Distinct()];
        var ours = $"Type[] ours = [{string.Join(", ", _types.Select(type => $"typeof({Simple(type)}{Arity(type)})"))}];";

        var errors = await HostNames.ErrorsAsync(host, packages,
        [
            [Meanings(usings, names)],
            [$"#r \"{_library}\"\nusing StreamBook; {usings}", ours],
            .. _book.All.Select(notebook => Code(notebook).Select((cell, index) => Prepared(cell, index == 0 ? usings : "")).ToArray()),
        ]);

        Taken(names, errors[0][0]).ShouldBeEmpty("These have a meaning there without our library.");
        errors[1].SelectMany(error => error).ShouldBeEmpty();
        foreach (var (notebook, said) in _book.All.Zip(errors.Skip(2)))
            said.SelectMany(error => error).ShouldBeEmpty(notebook);
    }

    private static string Meanings(string usings, string[] names) => $"{usings}\n{string.Join('\n', names.Select(name => $"_ = nameof({name});"))}";

    /// <summary>The names that the compiler knew; an ambiguous one has two meanings.</summary>
    private static IEnumerable<string> Taken(string[] names, string[] errors) =>
        names.Where(name => !errors.Any(error => error.Contains($"CS0103: The name '{name}' ", StringComparison.Ordinal)));

    private static string Simple(Type type) => type.Name.Split('`')[0];

    private static string Arity(Type type) => type.IsGenericTypeDefinition ? $"<{new string(',', type.GetGenericArguments().Length - 1)}>" : "";

    private static string Prepared(string cell, string usings) => PackageDirective().Replace(cell, "")
        .Replace("#r \"../artifacts/bin/StreamBook/release/StreamBook.dll\"", $"#r \"{_library}\"", StringComparison.Ordinal)
        .Replace("using StreamBook;", $"using StreamBook; {usings}", StringComparison.Ordinal);

    private static IEnumerable<string> Code(string notebook) => CourseNotebook.Load(_book, notebook).Code.Where(cell => !cell.StartsWith("#!", StringComparison.Ordinal));

    [GeneratedRegex("""^#r "nuget:[^"]*"$""", RegexOptions.Multiline)]
    private static partial Regex PackageDirective();
}
