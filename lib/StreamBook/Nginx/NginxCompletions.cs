namespace StreamBook.Nginx;

/// <summary>What can stand at a place in the text of a cell.</summary>
/// <param name="Name">What is written.</param>
/// <param name="Kind">What it is: <c>Keyword</c> for a directive, <c>Variable</c>.</param>
/// <param name="Documentation">Where nginx allows it.</param>
internal sealed record NginxCompletion(string Name, string Kind, string Documentation);

/// <summary>Finds what can stand at a place: where a directive begins those that the context allows, behind a dollar sign the variables.</summary>
internal static class NginxCompletions
{
    public static IEnumerable<NginxCompletion> At(string text, int position)
    {
        var (block, wordStart, isFirstWord) = Look(text.AsSpan(0, position));
        var word = text[wordStart..position];
        if (word.LastIndexOf('$') is >= 0 and var dollar)
        {
            var begun = word[(dollar + 1)..].TrimStart('{');
            return NginxVocabulary.VariableNames.Where(name => name.StartsWith(begun, StringComparison.Ordinal))
                .Select(name => new NginxCompletion(name, "Variable", $"${name} of nginx"));
        }

        if (!isFirstWord)
            return [];
        return NginxVocabulary.DirectiveContexts
            .Where(directive => directive.Key.StartsWith(word, StringComparison.Ordinal) && IsAllowed(directive.Value, block))
            .OrderBy(directive => directive.Key, StringComparer.Ordinal)
            .Select(directive => new NginxCompletion(directive.Key, "Keyword", $"Allowed in {string.Join(", ", directive.Value.Select(context => context.ToString().ToLowerInvariant()))}."));
    }

    // Outside of every block a cell may hold what belongs into any context of the lab; of blocks of other names nothing is known.
    private static bool IsAllowed(IReadOnlyCollection<NginxContext> contexts, string? block) =>
        block is null ? contexts.Count > 0 : Enum.TryParse<NginxContext>(block, ignoreCase: true, out var context) && contexts.Contains(context);

    private static (string? Block, int WordStart, bool IsFirstWord) Look(ReadOnlySpan<char> text)
    {
        var blocks = new Stack<string>();
        string? first = null;
        var start = 0;
        for (var at = 0; at < text.Length; at++)
        {
            switch (text[at])
            {
                case '#' when start == at:
                    at += text[at..].IndexOf('\n') is >= 0 and var lineEnd ? lineEnd : text.Length - at;
                    (first, start) = at < text.Length ? (first, at + 1) : ("#", text.Length);
                    break;
                case var quote and ('"' or '\'') when start == at:
                    at += text[(at + 1)..].IndexOf(quote) is >= 0 and var closing ? closing + 1 : text.Length - at;
                    break;
                case ';' or '}' or '{' when !(text[at] == '{' && at > start && text[at - 1] == '$') && !(text[at] == '}' && text[start..at].Contains("${", StringComparison.Ordinal)):
                    if (text[at] == '{')
                        blocks.Push(first ?? text[start..at].ToString());
                    else if (text[at] == '}')
                        blocks.TryPop(out _);
                    (first, start) = (null, at + 1);
                    break;
                case ' ' or '\t' or '\r' or '\n':
                    if (at > start)
                        first ??= text[start..at].ToString();
                    start = at + 1;
                    break;
            }
        }

        return (blocks.TryPeek(out var block) ? block : null, start, first is null);
    }
}
