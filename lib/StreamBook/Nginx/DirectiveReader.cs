using System.Collections.Immutable;
using System.Text;

namespace StreamBook.Nginx;

/// <summary>Reads configuration text into directives, word by word as nginx does (ngx_conf_read_token in src/core/ngx_conf_file.c).</summary>
internal sealed class DirectiveReader(string text)
{
    private int _at;

    public ImmutableArray<Directive> ReadAll()
    {
        if (text.Contains('\0', StringComparison.Ordinal))
            throw Unreadable("NUL cannot be read", text.IndexOf('\0', StringComparison.Ordinal));
        return ReadBlock(0);
    }

    private ImmutableArray<Directive> ReadBlock(int depth)
    {
        var directives = ImmutableArray.CreateBuilder<Directive>();
        var words = new List<(string Value, string Written)>();
        while (SkipToWord())
        {
            var c = text[_at];
            switch (c)
            {
                case ';' or '{' when words.Count == 0:
                case '}' when words.Count > 0 || depth == 0:
                    throw Unreadable($"unexpected \"{c}\"", _at);
                case '}':
                    _at++;
                    return directives.ToImmutable();
                case ';':
                    _at++;
                    directives.Add(new(words, null));
                    words.Clear();
                    break;
                case '{':
                    _at++;
                    directives.Add(new(words, ReadBlock(depth + 1)));
                    words.Clear();
                    break;
                default:
                    words.Add(ReadWord());
                    break;
            }
        }

        if (words.Count > 0)
            throw Unreadable("unexpected end, expecting \";\"", _at);
        if (depth > 0)
            throw Unreadable("unexpected end, expecting \"}\"", _at);
        return directives.ToImmutable();
    }

    private bool SkipToWord()
    {
        while (_at < text.Length)
        {
            if (text[_at] == '#')
            {
                var lineEnd = text.IndexOf('\n', _at);
                _at = lineEnd < 0 ? text.Length : lineEnd;
            }
            else if (!IsSpace(text[_at]))
            {
                return true;
            }
            else
            {
                _at++;
            }
        }

        return false;
    }

    private (string Value, string Written) ReadWord()
    {
        var start = _at;
        if (text[start] is var quote and ('"' or '\''))
        {
            for (_at++; _at < text.Length && text[_at] != quote; _at++)
            {
                if (text[_at] == '\\')
                    _at++;
            }

            if (_at >= text.Length)
                throw Unreadable($"unexpected end, expecting {quote}", start);
            _at++;
            if (_at < text.Length && !IsSpace(text[_at]) && text[_at] is not (';' or '{' or ')'))
                throw Unreadable($"unexpected \"{text[_at]}\" after the closing quote", _at);
            return (Unescape(text.AsSpan()[(start + 1)..(_at - 1)]), text[start.._at]);
        }

        // "${" is a variable; any other brace ends the word and opens a block.
        for (var variable = false; _at < text.Length; _at++)
        {
            var c = text[_at];
            if (IsSpace(c) || c == ';' || (c == '{' && !variable))
                break;
            variable = c == '$' || (c == '{' && variable);
            if (c == '\\')
                _at++;
        }

        _at = Math.Min(_at, text.Length);
        return (Unescape(text.AsSpan()[start.._at]), text[start.._at]);
    }

    // A backslash before any other character stays, which is what regular expressions rely on.
    private static string Unescape(ReadOnlySpan<char> written)
    {
        var value = new StringBuilder(written.Length);
        for (var i = 0; i < written.Length; i++)
        {
            var escaped = written[i] == '\\' && i + 1 < written.Length
                ? written[i + 1] switch { 't' => '\t', 'r' => '\r', 'n' => '\n', '"' or '\'' or '\\' => written[i + 1], _ => '\0' }
                : '\0';
            value.Append(escaped == '\0' ? written[i] : escaped);
            if (escaped != '\0')
                i++;
        }

        return value.ToString();
    }

    private static bool IsSpace(char c) => c is ' ' or '\t' or '\r' or '\n';

    private ArgumentException Unreadable(string reason, int at)
    {
        var line = text.AsSpan()[..at].Count('\n') + 1;
        return new ArgumentException($"This is no nginx configuration: {reason} in line {line} of:\n{text}");
    }
}
