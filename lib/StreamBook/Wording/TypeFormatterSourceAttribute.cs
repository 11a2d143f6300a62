namespace StreamBook.Wording;

/// <summary>
/// Names the source of the formatters of a type. A notebook host finds it by its name, not by its type, so that this
/// library shows its values well in every host and references none:
/// https://github.com/dotnet/interactive/blob/main/docs/formatting.md
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = true)]
internal sealed class TypeFormatterSourceAttribute(Type formatterSourceType) : Attribute
{
    public Type FormatterSourceType { get; } = formatterSourceType;

    /// <summary>The MIME types that a host shows, best first. One that no formatter produces ends .NET Interactive.</summary>
    public string[] PreferredMimeTypes { get; set; } = [Shown.Html, Shown.PlainText];
}
