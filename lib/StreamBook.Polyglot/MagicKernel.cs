using Microsoft.CodeAnalysis;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;
using StreamBook.Magics;
using Diagnostic = Microsoft.DotNet.Interactive.Diagnostic;

namespace StreamBook.Polyglot;

/// <summary>A kernel for cells that are not C#: their text goes to the library, and its answer to the host.</summary>
internal sealed class MagicKernel : Kernel, IKernelCommandHandler<SubmitCode>, IKernelCommandHandler<RequestCompletions>, IKernelCommandHandler<RequestDiagnostics>
{
    public MagicKernel(string name, string language, string description)
        : base(name)
    {
        KernelInfo.LanguageName = language;
        KernelInfo.DisplayName = $"{name} - {language}";
        KernelInfo.Description = description;
    }

    /// <summary>Has a cell answered.</summary>
    /// <param name="name">The magic's name.</param>
    /// <param name="words">What stands behind it in its line.</param>
    /// <param name="text">The lines below. The places of what is wrong in them are told as those of the whole cell.</param>
    /// <param name="context">Where the answer goes.</param>
    public static async Task AnswerAsync(string name, string words, string text, KernelInvocationContext context)
    {
        var (value, failure, complaints) = await MagicCells.RunAsync(name, words, text, context.CancellationToken);
        if (value is not null)
            context.Display(value);
        if (complaints.Length > 0)
        {
            failure = Publish(name, complaints, text, context);
        }

        if (failure is not null)
            context.Fail(context.Command, message: failure);
    }

    /// <inheritdoc/>
    public Task HandleAsync(RequestDiagnostics command, KernelInvocationContext context)
    {
        Publish(Name, MagicCells.Look(Name, command.Code), command.Code, context);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task HandleAsync(SubmitCode command, KernelInvocationContext context)
    {
        // The host takes off the blank lines at the end, and in an event stream they count.
        var whole = (context.Command as SubmitCode)?.Code ?? command.Code;
        var behind = whole.LastIndexOf(command.Code, StringComparison.Ordinal) is >= 0 and var start ? whole[(start + command.Code.Length)..] : "";
        return AnswerAsync(Name, "", string.IsNullOrWhiteSpace(behind) ? command.Code + behind : command.Code, context);
    }

    /// <inheritdoc/>
    public Task HandleAsync(RequestCompletions command, KernelInvocationContext context)
    {
        var items = MagicCells.Complete(Name, command.Code, command.LinePosition.Line, command.LinePosition.Character)
            .Select(completion => new CompletionItem(completion.Name, completion.Kind, documentation: completion.Documentation));
        context.Publish(new CompletionsProduced([.. items], command));
        return Task.CompletedTask;
    }

    // The host takes the line `#!nginx` off; lines and columns count from 0 there, and from 1 in what is read by people.
    private static string Publish(string name, (int Line, int Column, int Length, string Message)[] complaints, string text, KernelInvocationContext context)
    {
        var whole = context.Command switch
        {
            SubmitCode submission => submission.Code,
            RequestDiagnostics request => request.Code,
            _ => text,
        };
        var firstLine = whole.AsSpan(0, Math.Max(0, whole.IndexOf(text, StringComparison.Ordinal))).Count('\n');
        var diagnostics = complaints.Select(complaint => new Diagnostic(
            new LinePositionSpan(new(firstLine + complaint.Line, complaint.Column), new(firstLine + complaint.Line, complaint.Column + complaint.Length)),
            DiagnosticSeverity.Error, name, complaint.Message)).ToArray();
        string[] lines = [.. complaints.Select(complaint => $"({firstLine + complaint.Line + 1},{complaint.Column + 1}): error {name}: {complaint.Message}")];
        context.Publish(new DiagnosticsProduced(diagnostics, [.. lines.Select(said => new FormattedValue(PlainTextFormatter.MimeType, said))], context.Command));
        return string.Join('\n', lines);
    }
}
