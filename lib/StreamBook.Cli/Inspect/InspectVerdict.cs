using StreamBook.Cli.Commands;

namespace StreamBook.Cli.Inspect;

/// <summary>What a whole inspection comes to, for the exit code.</summary>
internal static class InspectVerdict
{
    public const int NothingFound = 0;
    public const int Found = 1;
    public const int Undecided = 3;

    public static CommandLine.ExitCodesText ExitCodes { get; } = new("Exit codes: 0 nothing found, 1 findings, 2 wrong usage or no connection, 3 undecided: the stream never began, or an origin was not reached.");

    public static int ExitCode(Diagnosis diagnosis, HopComparison? comparison = null)
    {
        if (!diagnosis.Findings.IsEmpty || comparison is { Findings.IsEmpty: false } or { Verdict: HopVerdict.HopChangesIt })
            return Found;
        return diagnosis.Undecided is not null || comparison is { Verdict: HopVerdict.Undecided } ? Undecided : NothingFound;
    }
}
