using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using StreamBook.Cli.Document;

namespace StreamBook.Tests;

public class StyleTests
{
    private static readonly string _root = Book.Find(AppContext.BaseDirectory)!.Root;

    private static readonly SyntaxNode[] _files =
    [
        .. new[] { "lib", "tests", "bench" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(_root, folder), "*.cs", SearchOption.AllDirectories))
            .Select(path => CSharpSyntaxTree.ParseText(File.ReadAllText(path), path: Path.GetRelativePath(_root, path)).GetRoot()),
    ];

    [Fact]
    public void A_token_to_give_up_by_is_called_cancellationToken() => _files.SelectMany(StyleRules.Tokens).ShouldBeEmpty();

    [Fact]
    public void A_member_is_internal_only_in_a_type_that_others_see() => _files.SelectMany(StyleRules.InternalMembers).ShouldBeEmpty();

    [Fact]
    public void Frame_is_a_word_for_what_a_WebSocket_sends() => _files.SelectMany(StyleRules.Frames).ShouldBeEmpty();

    [Theory]
    [InlineData("class A { void M(CancellationToken ct) { } }", true)]
    [InlineData("class A(CancellationToken token);", true)]
    [InlineData("class A { Action<CancellationToken> M() => (CancellationToken cancellation) => { }; }", true)]
    [InlineData("class A { void M(CancellationToken cancellationToken, CancellationToken stopping = default) { } }", false)]
    [InlineData("record A(CancellationToken Aborted);", false)]
    public void The_rule_of_tokens_sees_what_breaks_it(string source, bool complains) => Complains(StyleRules.Tokens, source).ShouldBe(complains);

    [Theory]
    [InlineData("internal class A { internal void M() { } }", true)]
    [InlineData("class A { internal int B { get; } }", true)]
    [InlineData("internal class A { public class B { internal B() { } } }", true)]
    [InlineData("public class A { internal void M() { } }", false)]
    [InlineData("internal class A { public void M() { } }", false)]
    public void The_rule_of_internal_members_sees_what_breaks_it(string source, bool complains) => Complains(StyleRules.InternalMembers, source).ShouldBe(complains);

    [Theory]
    [InlineData("class A { string Frame(int port) => \"\"; }", true)]
    [InlineData("class SolutionFrame;", true)]
    [InlineData("class A { int _frameLimit; }", true)]
    [InlineData("class A { void M() { foreach (var frame in all) { } } }", true)]
    [InlineData("class A { string FrameworkFolder; bool isFramed; }", false)]
    [InlineData("class A { void M() => new StackTrace().GetFrames(); }", false)]
    [InlineData("class A { WebSocketFrame Frame; }", false)]
    public void The_rule_of_frames_sees_what_breaks_it(string source, bool complains) => Complains(StyleRules.Frames, source).ShouldBe(complains);

    private static bool Complains(Func<SyntaxNode, IEnumerable<string>> rule, string source) => rule(CSharpSyntaxTree.ParseText(source).GetRoot()).Any();
}
