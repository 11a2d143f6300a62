using System.Reflection;

namespace StreamBook.Tests;

/// <summary>Formats as a notebook host does that knows none of the library's types: everything by name.</summary>
internal static class HostFormat
{
    public static string[] PreferredMimeTypes(Type type) => (string[])Property(Attribute(type), "PreferredMimeTypes")!;

    public static object[] Formatters(Type type)
    {
        var sourceType = (Type)Property(Attribute(type), "FormatterSourceType")!;
        var source = Activator.CreateInstance(sourceType)!;
        return [.. (IEnumerable<object>)sourceType.GetMethod("CreateTypeFormatters", BindingFlags.Public | BindingFlags.Instance)!.Invoke(source, null)!];
    }

    public static string MimeType(object formatter) => (string)Property(formatter, "MimeType")!;

    public static string? As(string mimeType, object value)
    {
        var formatter = Formatters(value.GetType()).Single(formatter => MimeType(formatter) == mimeType);
        var format = formatter.GetType().GetMethod("Format", [typeof(object), typeof(TextWriter)])!;
        var writer = new StringWriter();
        return (bool)format.Invoke(formatter, [value, writer])! ? writer.ToString() : null;
    }

    private static object Attribute(Type type) =>
        type.GetCustomAttributes(inherit: true).Single(attribute => attribute.GetType().Name == "TypeFormatterSourceAttribute");

    private static object? Property(object target, string name) => target.GetType().GetProperty(name)!.GetValue(target);
}
