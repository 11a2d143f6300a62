using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace StreamBook.Cli.Kernel;

/// <summary>
/// Answers what an editor asks about code that is being written after the cells that have run. The compiler's own model
/// is asked, not Roslyn's service for editors, which is large and slow to start.
/// </summary>
internal sealed class LanguageAnswers(CellRunner runner, KernelChannel channel)
{
    public static readonly ImmutableArray<string> Commands = ["RequestCompletions", "RequestSignatureHelp", "RequestHoverText", "RequestDiagnostics"];

    /// <summary>Sends the answer to a question.</summary>
    /// <param name="type">One of <see cref="Commands"/>.</param>
    /// <param name="command">The command as it came.</param>
    public void Answer(string type, string command)
    {
        using var document = JsonDocument.Parse(command);
        var body = document.RootElement.GetProperty("command");
        var code = body.GetProperty("code").GetString()!;
        if (CellText.LanguageOf(code) is var language && language != CellText.CSharp)
        {
            AnswerOther(type, command, language, code, body);
            return;
        }

        var model = runner.Look(CSharpOf(code));
        if (type == "RequestDiagnostics")
        {
            var diagnostics = model.Compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity > DiagnosticSeverity.Hidden && !IsOfPackage(diagnostic));
            channel.Send("DiagnosticsProduced", command, json => ProtocolJson.WriteDiagnostics(json, diagnostics));
            return;
        }

        var position = Position(model.SyntaxTree.GetText(), body.GetProperty("linePosition"));
        switch (type)
        {
            case "RequestCompletions":
                SendCompletions(command, LanguageCompletions.At(model, position));
                break;
            case "RequestHoverText" when LanguageSymbols.At(model, position) is var (symbol, span):
                SendHover(command, symbol, model.SyntaxTree.GetText().Lines.GetLinePositionSpan(span));
                break;
            case "RequestSignatureHelp" when LanguageSymbols.CallAt(model, position) is var (methods, argument):
                SendSignatures(command, methods, argument);
                break;
        }
    }

    private void AnswerOther(string type, string command, string language, string code, JsonElement body)
    {
        var lines = code.Split('\n');
        lines[Array.FindIndex(lines, line => !string.IsNullOrWhiteSpace(line))] = "";
        var text = string.Join('\n', lines);
        if (type == "RequestDiagnostics")
        {
            var diagnostics = runner.Magics.Look(language, text).Select(complaint => CellText.Error(language, complaint.Message, complaint.Line, complaint.Column, complaint.Length)).ToArray();
            channel.Send("DiagnosticsProduced", command, json => ProtocolJson.WriteDiagnostics(json, diagnostics));
        }

        if (type == "RequestCompletions" && body.GetProperty("linePosition") is var position)
        {
            SendCompletions(command, runner.Magics
                .Complete(language, text, position.GetProperty("line").GetInt32(), position.GetProperty("character").GetInt32())
                .Select(completion => new Completion(completion.Name, completion.Kind, completion.Documentation)));
        }
    }

    // Lines that are for the kernel are none of C#; of one that is wrong it says so when the cell runs.
    private static string CSharpOf(string code)
    {
        try
        {
            return CellText.Read(code).Code;
        }
        catch (CellException)
        {
            return code;
        }
    }

    private void SendCompletions(string command, IEnumerable<Completion> completions) => channel.Send("CompletionsProduced", command, json =>
    {
        json.WriteStartArray("completions");
        foreach (var completion in completions)
        {
            json.WriteStartObject();
            json.WriteString("displayText", completion.Name);
            json.WriteString("kind", completion.Kind);
            json.WriteString("filterText", completion.Name);
            json.WriteString("sortText", completion.Name);
            json.WriteString("insertText", completion.Name);
            json.WriteString("documentation", completion.Signature);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private void SendHover(string command, ISymbol symbol, LinePositionSpan span) => channel.Send("HoverTextProduced", command, json =>
    {
        json.WriteStartArray("content");
        json.WriteStartObject();
        json.WriteString("mimeType", "text/markdown");
        json.WriteString("value", $"```csharp\n{LanguageSymbols.Describe(symbol)}\n```\n{XmlDocumentation.Summary(symbol)}");
        json.WriteEndObject();
        json.WriteEndArray();
        ProtocolJson.WriteSpan(json, span);
    });

    private void SendSignatures(string command, ImmutableArray<IMethodSymbol> methods, int argument) => channel.Send("SignatureHelpProduced", command, json =>
    {
        json.WriteStartArray("signatures");
        foreach (var method in methods)
        {
            json.WriteStartObject();
            json.WriteString("label", LanguageSymbols.Describe(method));
            WriteDocumentation(json, XmlDocumentation.Summary(method));
            json.WriteStartArray("parameters");
            foreach (var parameter in method.Parameters)
            {
                json.WriteStartObject();
                json.WriteString("label", parameter.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat));
                WriteDocumentation(json, XmlDocumentation.Parameter(method, parameter.Name));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("activeSignatureIndex", Math.Max(0, methods.IndexOf(methods.FirstOrDefault(method => method.Parameters.Length > argument)!)));
        json.WriteNumber("activeParameterIndex", argument);
    });

    private static void WriteDocumentation(Utf8JsonWriter json, string text)
    {
        json.WriteStartObject("documentation");
        json.WriteString("mimeType", "text/markdown");
        json.WriteString("value", text);
        json.WriteEndObject();
    }

    private static int Position(SourceText text, JsonElement position)
    {
        var line = Math.Clamp(position.GetProperty("line").GetInt32(), 0, text.Lines.Count - 1);
        return Math.Min(text.Lines[line].Start + Math.Max(0, position.GetProperty("character").GetInt32()), text.Lines[line].End);
    }

    // A package is fetched when the cell runs; until then nobody knows what is in it.
    private static bool IsOfPackage(Diagnostic diagnostic) => diagnostic.Id == "CS0006"
        && diagnostic.Location.SourceTree?.GetRoot().FindTrivia(diagnostic.Location.SourceSpan.Start).GetStructure() is ReferenceDirectiveTriviaSyntax { File.ValueText: { } file }
        && file.StartsWith("nuget:", StringComparison.OrdinalIgnoreCase);
}
