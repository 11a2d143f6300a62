using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace StreamBook.Cli.Kernel;

/// <summary>
/// The formatters that a type brings with it, by .NET Interactive's convention: an attribute of the right name on the
/// class or one it inherits from, from any library, and formatters of the right shape. Nothing is referenced.
/// </summary>
internal sealed class ConventionFormatters
{
    private static readonly ConcurrentDictionary<Type, ConventionFormatters?> _byType = new();

    private readonly ImmutableArray<(string MimeType, Func<object, TextWriter, bool> Format)> _formatters;

    private ConventionFormatters(ImmutableArray<(string MimeType, Func<object, TextWriter, bool> Format)> formatters, string[]? preferredMimeTypes)
    {
        _formatters = formatters;
        PreferredMimeTypes = [.. preferredMimeTypes ?? formatters.Select(formatter => formatter.MimeType).Distinct()];
    }

    /// <summary>The forms to show when none are asked for.</summary>
    public ImmutableArray<string> PreferredMimeTypes { get; }

    /// <summary>The formatters of a type; null if it has none.</summary>
    public static ConventionFormatters? Of(Type type) => _byType.GetOrAdd(type, Find);

    /// <summary>One form of a value; null if no formatter makes it. A formatter that throws adds a sentence to the failures.</summary>
    public string? Format(object value, string mimeType, List<string> failures)
    {
        foreach (var formatter in _formatters.Where(formatter => formatter.MimeType == mimeType))
        {
            try
            {
                using var writer = new StringWriter();
                if (formatter.Format(value, writer))
                    return writer.ToString();
            }
            catch (Exception exception)
            {
                failures.Add($"(its {mimeType} formatter threw {ScalarText.Thrown(exception)})");
            }
        }

        return null;
    }

    private static ConventionFormatters? Find(Type type)
    {
        try
        {
            var attributes = type.GetCustomAttributes(inherit: true).Where(attribute => attribute.GetType().Name == "TypeFormatterSourceAttribute").ToArray();
            var formatters = attributes.SelectMany(FormattersOf).ToImmutableArray();
            var preferred = attributes.Select(attribute => Property(attribute, "PreferredMimeTypes") as string[]).FirstOrDefault(mimeTypes => mimeTypes is not null);
            return formatters.IsEmpty ? null : new(formatters, preferred);
        }
        catch (Exception)
        {
            // Attributes, sources and getters are other people's code: without them the value has its default form.
            return null;
        }
    }

    private static IEnumerable<(string MimeType, Func<object, TextWriter, bool> Format)> FormattersOf(object attribute)
    {
        if (Property(attribute, "FormatterSourceType") is not Type sourceType || Activator.CreateInstance(sourceType) is not { } source)
            yield break;
        if (sourceType.GetMethod("CreateTypeFormatters", [])?.Invoke(source, null) is not IEnumerable formatters)
            yield break;
        foreach (var formatter in formatters)
        {
            if (Property(formatter, "MimeType") is string mimeType && formatter.GetType().GetMethod("Format", [typeof(object), typeof(TextWriter)]) is { } format)
                yield return (mimeType, format.CreateDelegate<Func<object, TextWriter, bool>>(formatter));
        }
    }

    private static object? Property(object instance, string name) => instance.GetType().GetProperty(name)?.GetValue(instance);
}
