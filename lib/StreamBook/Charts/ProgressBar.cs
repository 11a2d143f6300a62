using System.Reflection;
using System.Xml.Linq;
using StreamBook.Wording;

namespace StreamBook.Charts;

/// <summary>
/// How far something has come, in a place of its own that changes: in the embedded kernel, in .NET Interactive, and
/// elsewhere as a plain line for other words and at each quarter. At the end a sentence takes its place.
/// </summary>
/// <param name="plain">Where the plain lines go.</param>
/// <param name="time">The clock of its pauses; the system's unless told.</param>
internal sealed class ProgressBar(TextWriter plain, TimeProvider? time = null)
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(100);

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private Action<object>? _update;
    private bool _isShown;
    private string? _text;
    private long _last;
    private int _quarter;

    /// <summary>Shows a state, unless one of the same words was shown a moment ago.</summary>
    /// <param name="text">What is being done.</param>
    /// <param name="part">How much of it, 0 to 1.</param>
    public void Report(string text, double part)
    {
        // Another thing that is being done is news, however soon it comes.
        if (text != _text)
            _quarter = -1;
        else if (_time.GetElapsedTime(_last) < _pause)
            return;
        _text = text;
        _last = _time.GetTimestamp();
        Show(new(text, part));
    }

    /// <summary>Puts a sentence in the place of the bar.</summary>
    public void End(string sentence) => Show(new(sentence, null));

    private void Show(ProgressState state)
    {
        if (_update is not null)
        {
            _update(state);
        }
        else if (!_isShown && TryShow(state) is { } update)
        {
            _update = update;
        }
        else if (state.Part is null || (int)(state.Part * 4) > _quarter)
        {
            _quarter = (int)((state.Part ?? 1) * 4);
            plain.WriteLine(state);
        }

        _isShown = true;
    }

    /// <summary>Shows a value where the host lets us change it; null where it does not.</summary>
    private static Action<object>? TryShow(object value)
    {
        // The embedded kernel's way for libraries that reference no host.
        if (AppContext.GetData("StreamBook.Display") is Func<object?, string[], Action<object?>> display)
            return display(value, []);

        // .NET Interactive's own `display` returns a handle whose Update shows nothing; that of its context does.
        var interactive = AppDomain.CurrentDomain.GetAssemblies().FirstOrDefault(assembly => assembly.GetName().Name == "Microsoft.DotNet.Interactive");
        var type = interactive?.GetType("Microsoft.DotNet.Interactive.KernelInvocationContext");
        var context = type?.GetProperty("Current", BindingFlags.Public | BindingFlags.Static)?.GetValue(null);
        var shown = context is null ? null : interactive!.GetType("Microsoft.DotNet.Interactive.KernelInvocationContextExtensions")
            ?.GetMethod("Display", [type!, typeof(object), typeof(string[])])?.Invoke(null, [context, value, Array.Empty<string>()]);
        return shown?.GetType().GetMethod("Update", [typeof(object)])?.CreateDelegate<Action<object>>(shown);
    }
}

/// <summary>What a progress bar shows at one moment.</summary>
/// <param name="Text">What is being done, or what came of it.</param>
/// <param name="Part">How much is done, 0 to 1; null at the end.</param>
[TypeFormatterSource(typeof(Shown))]
internal sealed record ProgressState(string Text, double? Part)
{
    /// <summary>A bar of characters and the words; at the end the words alone.</summary>
    public override string ToString() => Part is { } part
        ? $"[{new string('█', Blocks(part))}{new string('·', 20 - Blocks(part))}] {Percent(part)} {Text}"
        : Text;

    /// <summary>A bar that a screen reader knows as one, with the words as its label.</summary>
    public string ToHtml() => Markup.WriteHtml(Part is { } part
        ? new("div", new XElement("label", $"{Text} ", new XElement("progress",
            new XAttribute("max", 100), new XAttribute("value", (int)(part * 100)), Percent(part))))
        : new("div", Text));

    private static int Blocks(double part) => (int)(Math.Clamp(part, 0, 1) * 20);

    private static string Percent(double part) => Words.Invariant($"{(int)(part * 100)} %");
}
