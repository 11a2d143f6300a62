using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using StreamBook.Wording;

namespace StreamBook.Exercises;

/// <summary>How what was given, expected and arrived is put in words: every character visible, what is long cut.</summary>
internal static class AnswerWording
{
    private const int MostCharacters = 400, MostItems = 20;

    public static string Of(object? value) => value switch
    {
        null => "null",
        string text => $"“{Visible(text)}”",
        byte[] bytes => $"“{string.Concat(VisibleBytes.Of(bytes, MostCharacters))}”",
        bool isSo => isSo ? "yes" : "no",
        ServerSentEvent { Type: var type, Data: var data, LastEventId: var id } => $"event {Of(type)}, data {Of(data)}, last event ID {Of(id)}",
        IEnumerable items => List(items),
        Delegate function => OfType(function.GetType()),
        _ => Cut(Words.Of(value)),
    };

    /// <summary>A value as it is written in C#, to name a call by.</summary>
    public static string Literal(object? value) => value switch
    {
        null => "null",
        string text => $"\"{Cut(string.Concat(text.Select(Escaped)))}\"",
        byte[] bytes => $"\"{Cut(string.Concat(Encoding.Latin1.GetString(bytes).Select(Escaped)))}\"u8",
        bool isSo => isSo ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => Of(value),
    };

    /// <summary>A type as a learner would say it: <c>a function (string, int) → byte[]</c>.</summary>
    public static string OfType(Type type)
    {
        if (!typeof(Delegate).IsAssignableFrom(type) || type.GetMethod("Invoke") is not { } call)
            return Name(type);
        return $"a function ({string.Join(", ", call.GetParameters().Select(parameter => Name(parameter.ParameterType)))}) → {Name(call.ReturnType)}";
    }

    private static string Name(Type type)
    {
        if (type.IsArray)
            return Name(type.GetElementType()!) + "[]";
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return Name(underlying) + "?";
        if (type.IsGenericType && typeof(ITuple).IsAssignableFrom(type))
            return $"({string.Join(", ", type.GetGenericArguments().Select(Name))})";
        if (type.IsGenericType)
            return $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>";
        return type switch
        {
            _ when type == typeof(string) => "string",
            _ when type == typeof(int) => "int",
            _ when type == typeof(long) => "long",
            _ when type == typeof(double) => "double",
            _ when type == typeof(bool) => "bool",
            _ when type == typeof(byte) => "byte",
            _ when type == typeof(object) => "object",
            _ when type == typeof(void) => "void",
            _ => type.Name,
        };
    }

    private static string List(IEnumerable items)
    {
        var shown = items.Cast<object?>().Take(MostItems + 1).Select(Of).ToArray();
        return shown.Length == 0 ? "none" : string.Join('\n', shown.Take(MostItems)) + (shown.Length > MostItems ? "\n…" : "");
    }

    private static string Visible(string text) => string.Concat(VisibleBytes.Of(Cut(text)));

    private static string Cut(string text) => text.Length <= MostCharacters ? text
        : Words.Invariant($"{string.Concat(text.EnumerateRunes().Take(MostCharacters))}… ({text.Length:#,0} characters)");

    private static string Escaped(char character) => character switch
    {
        '"' => "\\\"",
        '\\' => @"\\",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        '\0' => "\\0",
        < ' ' or '\ufeff' or '\u2028' or '\u2029' or (>= '\u007f' and < '\u00a0') => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}"),
        _ => character.ToString(),
    };
}
