using System.Collections.Immutable;
using System.Text;

namespace StreamBook.Nginx;

/// <summary>Reads configuration text into directives, word by word as nginx does (ngx_conf_read_token in src/core/ngx_conf_file.c).</summary>
internal sealed class DirectiveReader(string text)
{
    // Each is a call of its own here, and in nginx: 200,000 would end the process. Configurations have about five.
    private const int MostDepth = 100;

    // What follows these names is a program, up to the brace that closes it: no words of nginx's.
    private const string ProgramEnding = "_by_lua_block";

    private readonly ImmutableArray<Range>.Builder _comments = ImmutableArray.CreateBuilder<Range>();
    private int _at;

    /// <summary>Where comments stand, without their line ends; of what has been read.</summary>
    public ImmutableArray<Range> Comments => _comments.ToImmutable();

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
        var start = 0;
        while (SkipToWord())
        {
            var c = text[_at];
            start = words.Count == 0 ? _at : start;
            switch (c)
            {
                case '}' when words.Count > 0:
                    throw Unreadable($"unexpected \"}}\", for no \";\" ends \"{text[start.._at].TrimEnd()}\",", _at);
                case ';' or '{' when words.Count == 0:
                case '}' when depth == 0:
                    throw Unreadable($"unexpected \"{c}\"", _at);
                case '}':
                    _at++;
                    return directives.ToImmutable();
                case ';':
                    _at++;
                    directives.Add(new(words, null) { Source = start.._at });
                    words.Clear();
                    break;
                case '{' when depth == MostDepth:
                    throw Unreadable($"blocks are nested more than {MostDepth} deep", _at);
                case '{' when words[0].Value.EndsWith(ProgramEnding, StringComparison.Ordinal):
                    SkipProgram();
                    directives.Add(new(words, []) { Source = start.._at });
                    words.Clear();
                    break;
                case '{':
                    _at++;
                    directives.Add(new(words, ReadBlock(depth + 1)) { Source = start.._at });
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
                _comments.Add(_at..(lineEnd < 0 ? text.Length : lineEnd));
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

    // Lua's own strings and comments are skipped, for a brace in them closes nothing.
    private void SkipProgram()
    {
        var open = _at++;
        for (var depth = 1; depth > 0; _at++)
        {
            if (_at >= text.Length)
                throw Unreadable("unexpected end, expecting \"}\"", open);
            depth += text[_at] switch { '{' => 1, '}' => -1, _ => 0 };
            if (text[_at] is '"' or '\'')
            {
                var end = text.AsSpan(_at + 1).IndexOfAny(text[_at], '\n');
                _at += end < 0 ? 0 : end + 1;
            }
            else if (text.AsSpan(_at).StartsWith("--"))
            {
                var end = text.IndexOf('\n', _at);
                _at = end < 0 ? text.Length - 1 : end;
            }
        }
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

    private UnreadableConfigurationException Unreadable(string reason, int at) => new(reason, at, text);
}

/// <summary>A text is no nginx configuration.</summary>
internal sealed class UnreadableConfigurationException(string reason, int at, string text)
    : ArgumentException($"This is no nginx configuration: {reason} in line {text.AsSpan()[..at].Count('\n') + 1} of:\n{text}")
{
    /// <summary>Why, in a few words.</summary>
    public string Reason { get; } = reason;

    /// <summary>The character at which it was noticed, from 0.</summary>
    public int At { get; } = at;
}
