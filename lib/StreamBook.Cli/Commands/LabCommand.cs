using System.CommandLine;

namespace StreamBook.Cli;

internal static class LabCommand
{
    public static Command Create() => new("lab", "Starts a lab.");
}
