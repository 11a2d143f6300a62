using System.Collections.Frozen;
using System.Collections.Immutable;

namespace StreamBook.Nginx;

/// <summary>
/// The words that nginx knows: which directives in which of the lab's contexts, and which variables. They were measured:
/// each was given to <c>nginx -t</c> 1.22.1 and 1.30.6 in every context, and the two answers were joined.
/// </summary>
internal static class NginxVocabulary
{
    private const string Variables = "$";

    private static readonly Lazy<(FrozenDictionary<string, ImmutableArray<NginxContext>> Directives, ImmutableArray<string> Variables)> _words = new(Read);

    /// <summary>The directives by name, each with the contexts it is allowed in, the outermost first.</summary>
    public static FrozenDictionary<string, ImmutableArray<NginxContext>> DirectiveContexts => _words.Value.Directives;

    /// <summary>The names of the variables, without the dollar sign.</summary>
    public static ImmutableArray<string> VariableNames => _words.Value.Variables;

    private static (FrozenDictionary<string, ImmutableArray<NginxContext>> Directives, ImmutableArray<string> Variables) Read()
    {
        using var text = new StreamReader(typeof(NginxVocabulary).Assembly.GetManifestResourceStream("Nginx/vocabulary.txt")!);
        var lines = text.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToLookup(words => words[0]);
        return (
            lines.Where(line => line.Key != Variables).SelectMany(line => line.SelectMany(words => words.Skip(1)), (line, name) => (name, Contexts(line.Key))).ToFrozenDictionary(pair => pair.name, pair => pair.Item2),
            [.. lines[Variables].SelectMany(words => words.Skip(1)).Order(StringComparer.Ordinal)]);
    }

    // A line begins with the first letters of the contexts: hsl for http, server, location.
    private static ImmutableArray<NginxContext> Contexts(string letters) =>
        [.. Enum.GetValues<NginxContext>().Where(context => letters.Contains(char.ToLowerInvariant(context.ToString()[0]), StringComparison.Ordinal))];
}
