using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;

namespace StreamBook.Cli.Kernel;

/// <summary>Says why a cell failed, in terms of the cell's own lines.</summary>
internal static class CellFailure
{
    /// <summary>A message of the compiler with its place, as <c>(3,14): error CS0103: …</c>.</summary>
    public static string Describe(Diagnostic diagnostic)
    {
        var start = diagnostic.Location.GetLineSpan().StartLinePosition;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"({start.Line + 1},{start.Character + 1}): {diagnostic.Severity.ToString().ToLowerInvariant()} {diagnostic.Id}: {diagnostic.GetMessage(CultureInfo.InvariantCulture)}");
    }

    /// <summary>An exception and those inside it, with only the stack frames of cells.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="cellPath">The path of the cell that threw, to tell its lines from earlier cells'; null where that is not known.</param>
    public static string Describe(Exception exception, string? cellPath)
    {
        var text = new StringBuilder();
        for (var current = exception; current is not null; current = current.InnerException)
        {
            text.Append(current == exception ? "" : "\n ---> ").Append(TypeName.Of(current.GetType())).Append(": ").Append(ScalarText.Message(current));
            foreach (var call in new StackTrace(current, fNeedFileInfo: true).GetFrames())
            {
                if (Path.GetFileName(call.GetFileName()) is { } file && CellScript.IsCellPath(file))
                    text.Append(CultureInfo.InvariantCulture, $"\n   at {MethodOf(call)}line {call.GetFileLineNumber()}{(cellPath is null || file == cellPath ? "" : " of an earlier cell")}");
            }
        }

        return text.ToString();
    }

    // The compiler puts the code of a cell, of an async method or of a lambda into members of its own, with names in angle brackets.
    private static string MethodOf(StackFrame call)
    {
        var method = call.GetMethod();
        var name = method?.Name == "MoveNext" ? method.DeclaringType!.Name : method?.Name ?? "";
        if (name.Contains("Initialize>", StringComparison.Ordinal))
            return "";
        name = name.StartsWith('<') ? name[1..Math.Max(1, name.IndexOf('>', StringComparison.Ordinal))] : name;
        return name.Length == 0 ? "" : name + ", ";
    }
}
