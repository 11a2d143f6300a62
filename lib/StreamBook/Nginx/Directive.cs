using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using StreamBook.Nginx;

namespace StreamBook;

/// <summary>
/// One directive of an nginx configuration: <c>name argument argument;</c> or <c>name argument { … }</c>
/// (https://nginx.org/en/docs/beginners_guide.html#conf_structure). Two directives are equal when nginx reads the
/// same from both, so <c>Connection Upgrade</c> equals <c>Connection "Upgrade"</c>; each is still rendered as it was written.
/// </summary>
public sealed record Directive
{
    // What may not stand bare in an argument, or means something else at its start.
    private static readonly SearchValues<char> _needsQuotes = SearchValues.Create(" \t\r\n;{}\"'\\#");

    private readonly ImmutableArray<string> _written;

    /// <summary>A simple directive. Values are quoted and escaped where nginx needs it, so that none can add a directive.</summary>
    /// <param name="name">The name; in a block such as <c>map</c>, the first parameter of the line.</param>
    /// <param name="arguments">The values, unquoted. Variables (<c>$host</c>) stay variables: nginx has no escape for a dollar sign.</param>
    /// <exception cref="ArgumentException">A value holds NUL, which nginx cannot read.</exception>
    public Directive(string name, params IEnumerable<string> arguments)
        : this([.. arguments.Prepend(name).Select(value => (value, Write(value)))], null)
    {
    }

    /// <summary>A directive with a block.</summary>
    /// <param name="name">The name.</param>
    /// <param name="arguments">The values before the block, unquoted.</param>
    /// <param name="block">What is between the braces; may be empty.</param>
    /// <exception cref="ArgumentException">A value holds NUL, which nginx cannot read.</exception>
    public Directive(string name, IEnumerable<string> arguments, IEnumerable<Directive> block)
        : this([.. arguments.Prepend(name).Select(value => (value, Write(value)))], [.. block])
    {
    }

    internal Directive(IReadOnlyList<(string Value, string Written)> words, ImmutableArray<Directive>? block)
    {
        Name = words[0].Value;
        Arguments = [.. words.Skip(1).Select(word => word.Value)];
        Block = block;
        _written = [.. words.Select(word => word.Written)];
    }

    /// <summary>The name, without quotes.</summary>
    public string Name { get; }

    /// <summary>The arguments as nginx reads them: without quotes, escapes resolved.</summary>
    public ImmutableArray<string> Arguments { get; }

    /// <summary>The directives between the braces; null for a simple directive.</summary>
    public ImmutableArray<Directive>? Block { get; }

    /// <summary>Where it stood in the text that it was read from.</summary>
    internal Range Source { get; init; }

    /// <summary>Reads one directive from its text, quotes, escapes and comments as nginx reads them.</summary>
    /// <param name="text">For example <c>proxy_set_header Connection "";</c>. The semicolon is required.</param>
    /// <exception cref="ArgumentException">The text is no directive, or more than one.</exception>
    public static Directive Parse(string text) => ParseAll(text) switch
    {
        [var one] => one,
        var several => throw new ArgumentException($"One directive is wanted here, {several.Length} are in: {text}", nameof(text)),
    };

    /// <summary>Reads any number of directives.</summary>
    /// <param name="text">The text, over as many lines as it likes; comments are dropped.</param>
    /// <exception cref="ArgumentException">The text cannot be read; the message says where.</exception>
    public static ImmutableArray<Directive> ParseAll(string text) => new DirectiveReader(text).ReadAll();

    /// <inheritdoc/>
    public bool Equals(Directive? other) =>
        other is not null
        && Name == other.Name
        && Arguments.SequenceEqual(other.Arguments)
        && Block.HasValue == other.Block.HasValue
        && (Block ?? []).SequenceEqual(other.Block ?? []);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Arguments.Length, Block?.Length);

    /// <summary>The directive as text, without a line end; a block takes several lines, indented by four spaces.</summary>
    public override string ToString() => WriteTo(new StringBuilder(), 0).ToString().TrimEnd();

    internal StringBuilder WriteTo(StringBuilder text, int depth)
    {
        text.Append(' ', depth * 4).AppendJoin(' ', _written);
        if (Block is not { } block)
            return text.Append(";\n");
        text.Append(" {\n");
        foreach (var directive in block)
            directive.WriteTo(text, depth + 1);
        return text.Append(' ', depth * 4).Append("}\n");
    }

    private static string Write(string value)
    {
        if (value.Contains('\0', StringComparison.Ordinal))
            throw new ArgumentException("An nginx configuration cannot hold NUL.", nameof(value));
        if (value.Length > 0 && !value.AsSpan().ContainsAny(_needsQuotes))
            return value;
        var quoted = new StringBuilder(value)
            .Replace("\\", "\\\\").Replace("\"", "\\\"")
            .Replace("\t", "\\t").Replace("\r", "\\r").Replace("\n", "\\n");
        return $"\"{quoted}\"";
    }
}
