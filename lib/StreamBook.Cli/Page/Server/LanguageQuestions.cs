using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace StreamBook.Cli.Page.Server;

/// <summary>A question of the editor about code that is being written, as .NET Interactive's protocol has it.</summary>
/// <param name="Name">Of the command.</param>
/// <param name="CommandType">What the kernel is asked.</param>
/// <param name="AnswerType">The event that answers.</param>
internal sealed record LanguageQuestions(string Name, string CommandType, string AnswerType)
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    public static IReadOnlyList<LanguageQuestions> All { get; } =
    [
        new("complete", "RequestCompletions", "CompletionsProduced"),
        new("signature", "RequestSignatureHelp", "SignatureHelpProduced"),
        new("hover", "RequestHoverText", "HoverTextProduced"),
        new("diagnose", "RequestDiagnostics", "DiagnosticsProduced"),
    ];

    /// <summary>Passes the question on, and the body of the answer back; an empty object where there is none.</summary>
    public async Task AnswerAsync(HttpContext context, LiveNotebook notebook)
    {
        if (await CommandBody.ReadAsync(context.Request) is not { } body)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        patience.CancelAfter(_patience);
        var command = new { code = body.Text, linePosition = new { line = body.Line, character = body.Character }, targetKernelName = "csharp" };
        try
        {
            var answer = await notebook.Session.AskAsync(CommandType, command, AnswerType, patience.Token);
            await context.Response.WriteAsJsonAsync(answer?.Body ?? JsonSerializer.SerializeToElement(new { }), JsonSerializerOptions.Web);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            await context.Response.WriteAsJsonAsync(new { });
        }
    }
}
