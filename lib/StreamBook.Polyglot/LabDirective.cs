using Microsoft.DotNet.Interactive.Commands;

namespace StreamBook.Polyglot;

/// <summary>A line <c>#!lab</c> as the host has read it: a property for each parameter.</summary>
public sealed class LabDirective : KernelDirectiveCommand
{
    /// <summary>What is to be done.</summary>
    public string? Words { get; set; }

    /// <summary>The value of <c>--recipe</c>.</summary>
    public string? Recipe { get; set; }

    /// <summary>The value of <c>--nginx</c>.</summary>
    public string? Nginx { get; set; }

    /// <summary>The value of <c>--host</c>.</summary>
    public string? Host { get; set; }

    /// <summary>Whether <c>--help</c> stands there.</summary>
    public bool Help { get; set; }

    /// <summary>The line as it was written.</summary>
    internal string ToWords() => string.Join(' ', ((string?[])
    [
        Help ? "--help" : null,
        Words,
        Option("--recipe", Recipe),
        Option("--nginx", Nginx),
        Option("--host", Host),
    ]).OfType<string>());

    private static string? Option(string name, string? value) => value is null ? null : $"{name} {value}";
}
