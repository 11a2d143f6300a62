using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace StreamBook.Nginx;

/// <summary>What is wrong in a text that somebody wrote, and where in it.</summary>
/// <param name="Start">The first character that is meant, from 0.</param>
/// <param name="Length">How many.</param>
/// <param name="Message">What nginx says, or the reader of its text.</param>
internal sealed partial record NginxComplaint(int Start, int Length, string Message)
{
    /// <summary>Of a text that could not be read.</summary>
    public static NginxComplaint Of(UnreadableConfigurationException unreadable) => new(unreadable.At, 1, unreadable.Reason);

    /// <summary>Of a configuration that nginx refused: the word it quotes, in the directive on the line it names.</summary>
    public static NginxComplaint Of(NginxConfigurationException refusal, NginxConfiguration configuration, string text)
    {
        // Of a variable that it does not know nginx names no line.
        var directive = refusal.LineNumber is { } number ? Find(configuration, refusal.ConfigurationText.Split('\n'), number - 1) : null;
        var (start, length) = directive?.Source.GetOffsetAndLength(text.Length) ?? (0, text.Length);
        var source = text.AsSpan(start, length);
        foreach (var quoted in Quoted().EnumerateMatches(refusal.Reason))
        {
            var word = refusal.Reason.AsSpan(quoted.Index + 1, quoted.Length - 2);
            if (source.IndexOf(word) is >= 0 and var at)
                return new(start + at, word.Length, refusal.Reason);
        }

        return new(start, directive?.Name.Length ?? 0, refusal.Reason);
    }

    private static Directive? Find(NginxConfiguration configuration, string[] lines, int wanted)
    {
        var line = 0;
        foreach (var directives in (ImmutableArray<Directive>[])[configuration.Main, configuration.Http, configuration.Server, configuration.Location])
        {
            if (directives.IsEmpty)
                continue;
            while (line < lines.Length && lines[line].Trim() != NginxTemplate.Mark)
                line++;
            line++;
            if (Find(directives, lines, ref line, wanted) is { } found)
                return found;
        }

        return null;
    }

    private static Directive? Find(ImmutableArray<Directive> directives, string[] lines, ref int line, int wanted)
    {
        foreach (var directive in directives)
        {
            // The frame leaves one out that this nginx has under another name.
            if (line >= lines.Length || !lines[line].TrimStart().StartsWith(directive.ToString().Split('\n')[0], StringComparison.Ordinal))
                continue;
            var end = line + directive.ToString().Count(c => c == '\n');
            if (directive.Block is { } block)
            {
                var inner = line + 1;
                if (Find(block, lines, ref inner, wanted) is { } found)
                    return found;
            }

            if (wanted >= line && wanted <= end)
                return directive;
            line = end + 1;
        }

        return null;
    }

    [GeneratedRegex("\"[^\"]+\"")]
    private static partial Regex Quoted();
}
