namespace StreamBook.Cli;

/// <summary>What every cell can call without a using, as in .NET Interactive.</summary>
public static class CellGlobals
{
    /// <summary>Shows a value in the cell's output.</summary>
    /// <param name="value">Any value, null included.</param>
    /// <param name="mimeTypes">The forms to show it in; by default those its type prefers.</param>
    /// <returns>A handle that can change what is shown.</returns>
    public static DisplayedValue display(object? value, params string[] mimeTypes) => new(value, mimeTypes);

    /// <summary>Markup that is shown as it is, as text/html.</summary>
    public static HtmlContent HTML(string content) => new(content);
}

/// <summary>A value on display.</summary>
public sealed class DisplayedValue
{
    private readonly string _valueId = Guid.NewGuid().ToString();
    private readonly string[] _mimeTypes;

    internal DisplayedValue(object? value, string[] mimeTypes)
    {
        _mimeTypes = mimeTypes;
        Show("DisplayedValueProduced", value);
    }

    /// <summary>Shows another value in the same place.</summary>
    public void Update(object? updatedValue) => Show("DisplayedValueUpdated", updatedValue);

    private void Show(string eventType, object? value) =>
        Submission.Current?.Show(eventType, _valueId, FormattedValue.From(value, _mimeTypes));
}

/// <summary>Markup that is shown as it is.</summary>
public sealed class HtmlContent
{
    private readonly string _content;

    internal HtmlContent(string content) => _content = content;

    /// <summary>The markup.</summary>
    public override string ToString() => _content;
}
