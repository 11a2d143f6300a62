using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace StreamBook.Cli.Kernel;

/// <summary>The text of values that are best shown as text.</summary>
internal static class ScalarText
{
    /// <summary>The text of a value; null if it is more than a text.</summary>
    public static string? Of(object? value) => value switch
    {
        null => "<null>",
        string text => text,
        Type type => TypeName.Of(type),
        // Its result may not be there yet, and reading it would wait.
        Task task => $"{TypeName.Of(task.GetType())} ({task.Status})",
        Exception exception => CellFailure.Describe(exception, null),
        DateTime or DateTimeOffset => ((IFormattable)value).ToString("u", CultureInfo.InvariantCulture),
        IFormattable formattable => Safe(() => formattable.ToString(null, CultureInfo.InvariantCulture)),
        bool or char or Uri or MemberInfo or Delegate or JsonElement or JsonNode => Safe(value.ToString),
        _ => null,
    };

    /// <summary>What a type's own <see cref="object.ToString"/> says; null if it has none.</summary>
    public static string? Own(object value)
    {
        var method = value.GetType().GetMethod(nameof(ToString), []);
        return method is null || method.DeclaringType == typeof(object) || method.DeclaringType == typeof(ValueType) ? null : Safe(value.ToString);
    }

    /// <summary>An exception that a value's own code threw, in one sentence.</summary>
    public static string Thrown(Exception exception) => $"{TypeName.Of(exception.GetType())}: {Message(exception)}";

    private static string Safe(Func<string?> text)
    {
        try
        {
            return text() ?? "";
        }
        catch (Exception exception)
        {
            return $"({Thrown(exception)})";
        }
    }

    /// <summary>The message of an exception, which may itself throw.</summary>
    public static string Message(Exception exception)
    {
        try
        {
            return exception.Message;
        }
        catch (Exception inner)
        {
            return $"(its message cannot be read: {TypeName.Of(inner.GetType())})";
        }
    }
}
