using System.Text;
using StreamBook.Nginx;

namespace StreamBook.Magics;

/// <summary>
/// Cells that are not C#: <c>#!lab</c> and its words, <c>#!nginx</c> and <c>#!sse</c> and their text. Every kernel
/// answers them from here. One that references this library by its name alone finds these methods by theirs, so what
/// they take and give is of the framework.
/// </summary>
internal static class MagicCells
{
    /// <summary>Runs a cell.</summary>
    /// <param name="name"><c>lab</c>, <c>nginx</c> or <c>sse</c>.</param>
    /// <param name="words">What stands behind the name in its line.</param>
    /// <param name="text">The lines below it.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>What to show; why it failed, or null; and what is wrong at which place of the text, counted from 0.</returns>
    public static async Task<(object? Value, string? Failure, (int Line, int Column, int Length, string Message)[] Complaints)> RunAsync(
        string name, string words, string text, CancellationToken cancellationToken)
    {
        if (name != "lab" && words.Trim().Length > 0)
            return (null, $"Behind #!{name} stands nothing in its line; the lines below are what it reads.\n  Seen: {words.Trim()}", []);
        try
        {
            return name switch
            {
                "lab" => (await LabMagic.RunAsync(words.Split(' ', StringSplitOptions.RemoveEmptyEntries), cancellationToken), null, []),
                "sse" => (Explain(text), null, []),
                "nginx" => await UseAsync(text, cancellationToken),
                _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
            };
        }
        catch (Exception exception) when (exception is MagicException or LabException or NginxConfigurationException)
        {
            return (null, exception.Message, []);
        }
    }

    /// <summary>What is wrong in a text before nginx has seen it.</summary>
    /// <param name="name">As for <see cref="RunAsync"/>.</param>
    /// <param name="text">The lines below the name.</param>
    public static (int Line, int Column, int Length, string Message)[] Look(string name, string text)
    {
        try
        {
            if (name == "nginx")
                _ = NginxCell.Read(text);
            return [];
        }
        catch (UnreadableConfigurationException unreadable)
        {
            return [Placed(NginxComplaint.Of(unreadable), text)];
        }
    }

    /// <summary>What can stand at a place of the text.</summary>
    /// <param name="name">As for <see cref="RunAsync"/>; only nginx has completions.</param>
    /// <param name="text">The lines below the name.</param>
    /// <param name="line">The line, from 0.</param>
    /// <param name="column">The column, from 0.</param>
    public static (string Name, string Kind, string Documentation)[] Complete(string name, string text, int line, int column)
    {
        if (name != "nginx")
            return [];
        var start = 0;
        for (; line > 0 && text.IndexOf('\n', start) is >= 0 and var end; line--)
            start = end + 1;
        return [.. NginxCompletions.At(text, Math.Min(start + column, text.Length)).Select(completion => (completion.Name, completion.Kind, completion.Documentation))];
    }

    // Each line of the cell is a line of the stream, the last also where nothing follows it.
    private static ExplainedStream Explain(string text) => EventStream.Explain(Encoding.UTF8.GetBytes(text.EndsWith('\n') ? text : text + "\n"));

    private static async Task<(object? Value, string? Failure, (int Line, int Column, int Length, string Message)[] Complaints)> UseAsync(string text, CancellationToken cancellationToken)
    {
        NginxComplaint complaint;
        try
        {
            var configuration = NginxCell.Read(text);
            var lab = LabMagic.Open;
            try
            {
                await lab.UseAsync(configuration, cancellationToken);
                return ($"In force: {lab.Nginx}\n{configuration}", null, []);
            }
            catch (NginxConfigurationException refusal)
            {
                complaint = NginxComplaint.Of(refusal, configuration, text);
            }
        }
        catch (UnreadableConfigurationException unreadable)
        {
            complaint = NginxComplaint.Of(unreadable);
        }

        return (null, null, [Placed(complaint, text)]);
    }

    private static (int Line, int Column, int Length, string Message) Placed(NginxComplaint complaint, string text)
    {
        var before = text.AsSpan(0, complaint.Start);
        return (before.Count('\n'), complaint.Start - (before.LastIndexOf('\n') + 1), complaint.Length, complaint.Message);
    }
}

/// <summary>A line of a magic command cannot be done as it stands.</summary>
internal sealed class MagicException(string message) : Exception(message);
