using System.CommandLine;

namespace StreamBook.Cli;

internal static class DoctorCommand
{
    public static Command Create() => new("doctor", "Says what was found.");
}
