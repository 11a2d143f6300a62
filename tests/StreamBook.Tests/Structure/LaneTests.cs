using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit.Sdk;

namespace StreamBook.Tests;

/// <summary>The fast lane runs on a machine without nginx: a test that opens a lab must not be in it.</summary>
public sealed partial class LaneTests
{
    [Fact]
    public void What_opens_a_lab_is_in_the_full_lane() => Folder().SelectMany(file => InTheWrongLane(File.ReadAllText(file))).ShouldBeEmpty();

    [Theory]
    [InlineData("class A { [Fact] void T() { await Lab.StartAsync(); } }", "A.T")]
    [InlineData("class A { [Fact] void T() { Help(); } void Help() => BrowserProgram.FindAsync(); }", "A.Help")]
    [InlineData("class A { [Theory, InlineData(1)] void T(int x) => Opener.Start(\"given-up labs\"); }", "A.T")]
    [InlineData("[FullLane] class A { [Fact] void T() => Help(); void Help() => NginxProgram.FindAsync(); }", null)]
    [InlineData("class A { [FullLane, Fact] void T() => Lab.StartAsync(); [Fact] void U() { } }", null)]
    [InlineData("class A { [ContainerFact] void T() => Lab.StartAsync(); }", null)]
    [InlineData("class A { [Fact] void T() => Run(\"Lab.StartAsync();\"); }", null)]
    [InlineData("class A { void Help() => Lab.StartAsync(); }", null)]
    public void The_rule_names_what_breaks_it(string source, string? named) =>
        InTheWrongLane(source).ShouldBe(named is null ? [] : [named]);

    [Fact]
    public void What_is_skipped_where_something_is_missing_is_in_the_full_lane() =>
        typeof(LaneTests).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(FactAttribute)) && !type.Name.StartsWith("Unix", StringComparison.Ordinal))
            .Where(type => !type.IsAssignableTo(typeof(ITraitAttribute)))
            .ShouldBeEmpty();

    private static IEnumerable<string> InTheWrongLane(string source) =>
        from type in CSharpSyntaxTree.ParseText(source).GetRoot().DescendantNodes().OfType<ClassDeclarationSyntax>()
        where type.Members.Any(IsTest) && !Attributes(type).Contains("FullLane")
        from member in type.Members
        where member.DescendantNodes().OfType<InvocationExpressionSyntax>().Any(call => OpensALab().IsMatch(call.ToString()))
        where !Attributes(member).Any(attribute => attribute.StartsWith("FullLane", StringComparison.Ordinal) || attribute.StartsWith("Container", StringComparison.Ordinal) || attribute.StartsWith("DotnetInteractive", StringComparison.Ordinal))
        select $"{type.Identifier}.{(member as MethodDeclarationSyntax)?.Identifier.ToString() ?? member.ToString()}";

    private static bool IsTest(MemberDeclarationSyntax member) =>
        Attributes(member).Any(attribute => attribute.EndsWith("Fact", StringComparison.Ordinal) || attribute.EndsWith("Theory", StringComparison.Ordinal));

    private static string[] Attributes(MemberDeclarationSyntax member) =>
        [.. member.AttributeLists.SelectMany(list => list.Attributes).Select(attribute => attribute.Name.ToString())];

    private static IEnumerable<string> Folder([CallerFilePath] string here = "") =>
        Directory.EnumerateFiles(Path.Combine(Path.GetDirectoryName(here)!, ".."), "*.cs", SearchOption.AllDirectories);

    [GeneratedRegex("""^(Lab\.StartAsync\(|NginxServer\.StartAsync\(|NginxProgram\.FindAsync\(|BrowserProgram\.FindAsync\(\)|Opener\.Start\("[^"]*\blabs?\b)""")]
    private static partial Regex OpensALab();
}
