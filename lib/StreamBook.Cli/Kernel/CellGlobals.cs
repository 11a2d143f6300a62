using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace StreamBook.Cli.Kernel;

/// <summary>
/// What every cell can call without a using, as in .NET Interactive. It is an assembly of its own, compiled when the
/// kernel starts: cells that referenced the kernel's assembly would see all that it references change its identity
/// with the first <c>#r</c> of one of those libraries, and each call would be ambiguous from then on.
/// </summary>
internal sealed class CellGlobals
{
    public const string ClassName = "NotebookCells.CellGlobals";

    private const string Source = """
        using System;

        namespace NotebookCells;

        public static class CellGlobals
        {
            /// <summary>Shows a value in the cell's output.</summary>
            /// <param name="value">Any value, null included.</param>
            /// <param name="mimeTypes">The forms to show it in; by default those its type prefers.</param>
            /// <returns>A handle that can change what is shown.</returns>
            public static DisplayedValue display(object value, params string[] mimeTypes) =>
                new(((Func<object, string[], Action<object>>)AppContext.GetData("StreamBook.Display"))(value, mimeTypes));

            /// <summary>Markup that is shown as it is, as text/html.</summary>
            public static object HTML(string content) => ((Func<string, object>)AppContext.GetData("StreamBook.Html"))(content);
        }

        /// <summary>A value on display.</summary>
        public sealed class DisplayedValue
        {
            private readonly Action<object> _update;

            public DisplayedValue(Action<object> update) => _update = update;

            /// <summary>Shows another value in the same place.</summary>
            public void Update(object updatedValue) => _update(updatedValue);
        }
        """;

    private readonly Assembly _assembly;

    public CellGlobals(CellReferences references, CellLoadContext loadContext)
    {
        var name = typeof(CellGlobals).Name;
        var compilation = CSharpCompilation.Create(name, [CSharpSyntaxTree.ParseText(Source)], references.All, new(OutputKind.DynamicallyLinkedLibrary));
        using var image = new MemoryStream();
        if (!compilation.Emit(image).Success)
            throw new InvalidOperationException("The source of CellGlobals does not compile.");

        image.Position = 0;
        _assembly = loadContext.LoadCell(name, image, null);
        references.Keep([MetadataReference.CreateFromImage(image.ToArray())]);
    }

    /// <summary>Gives the cells their way to the kernel, which is also the way for a library that references no host: a delegate that shows a value and returns one that changes it.</summary>
    public static void Open()
    {
        AppContext.SetData("StreamBook.Display", (Func<object?, string[], Action<object?>>)((value, mimeTypes) => new DisplayedValue(value, mimeTypes).Update));
        AppContext.SetData("StreamBook.Html", (Func<string, object>)(content => new HtmlContent(content)));
    }

    /// <summary>Whether the value is what <c>display</c> returned: it is on display already.</summary>
    public bool IsDisplayed(object? value) => value?.GetType().Assembly == _assembly;
}

/// <summary>A value on display.</summary>
internal sealed class DisplayedValue
{
    private readonly string _valueId = Guid.NewGuid().ToString();
    private readonly string[] _mimeTypes;

    public DisplayedValue(object? value, string[] mimeTypes)
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
internal sealed class HtmlContent(string content)
{
    /// <summary>The markup.</summary>
    public override string ToString() => content;
}
