namespace StreamBook.Cli.Kernel;

/// <summary>What a running cell puts out, in the order it came.</summary>
internal abstract record CellOutput
{
    private CellOutput()
    {
    }

    /// <summary>One write to the console.</summary>
    public sealed record Text(bool IsError, string Value) : CellOutput;

    /// <summary>A displayed value, or the value of the cell's last expression.</summary>
    /// <param name="ValueId">What a later <see cref="Update"/> names; null if the value cannot change.</param>
    /// <param name="Formats">The forms of the value by MIME type.</param>
    /// <param name="IsReturnValue">True for the value of the cell's last expression.</param>
    public sealed record Display(string? ValueId, IReadOnlyDictionary<string, string> Formats, bool IsReturnValue) : CellOutput;

    /// <summary>New forms of a value displayed before, perhaps by an earlier cell.</summary>
    public sealed record Update(string ValueId, IReadOnlyDictionary<string, string> Formats) : CellOutput;

    /// <summary>A message of the compiler.</summary>
    /// <param name="Severity"><c>error</c>, <c>warning</c>, <c>info</c> or <c>hidden</c>.</param>
    /// <param name="Code">The compiler's name for it, such as <c>CS0103</c>.</param>
    /// <param name="Message">The message without place and code.</param>
    /// <param name="Line">The line of the cell, from 1.</param>
    /// <param name="Column">The column, from 1.</param>
    public sealed record Diagnostic(string Severity, string Code, string Message, int Line, int Column) : CellOutput;

    /// <summary>Why the cell failed. Comes once for a cell that failed, and never for one that succeeded.</summary>
    public sealed record Failure(string Message) : CellOutput;
}

/// <summary>How a cell ended.</summary>
/// <param name="Succeeded">False if it did not compile or threw.</param>
/// <param name="Error">Why it failed; null if it succeeded.</param>
/// <param name="Duration">From sending the code to the kernel's last word on it.</param>
internal sealed record CellResult(bool Succeeded, string? Error, TimeSpan Duration);
