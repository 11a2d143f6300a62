using System.Collections.Concurrent;

namespace StreamBook.Wording;

/// <summary>
/// How the values of this library look as the result of a cell: the source of their formatters. A type names this
/// source; how it is drawn is registered by the floor that can draw it, so that no type knows its pictures.
/// </summary>
internal sealed class Shown
{
    public const string Html = "text/html";
    public const string PlainText = "text/plain";

    private static readonly ConcurrentDictionary<Type, Forms> _forms = new();

    private readonly Formatter[] _formatters =
    [
        new(Html, value => FormsOf(value)?.Html(value)),
        new(PlainText, value => FormsOf(value)?.PlainText(value)),
    ];

    /// <summary>Says how values of a type look. A form that returns null leaves that value to the host.</summary>
    public static void As<T>(Func<T, string?> html, Func<T, string?> plainText) =>
        _forms[typeof(T)] = new(value => html((T)value), value => plainText((T)value));

    /// <summary>What a host asks a source for.</summary>
    public IEnumerable<object> CreateTypeFormatters() => _formatters;

    private static Forms? FormsOf(object value)
    {
        for (var type = value.GetType(); type is not null; type = type.BaseType)
        {
            if (_forms.TryGetValue(type, out var forms))
                return forms;
        }

        return null;
    }

    private sealed record Forms(Func<object, string?> Html, Func<object, string?> PlainText);

    /// <summary>The shape that hosts look for: a MIME type, and a method that says whether it wrote the value.</summary>
    public sealed class Formatter(string mimeType, Func<object, string?> render)
    {
        public string MimeType { get; } = mimeType;

        public bool Format(object instance, TextWriter writer)
        {
            var text = render(instance);
            writer.Write(text);
            return text is not null;
        }
    }
}
