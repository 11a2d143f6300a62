using System.CommandLine;
using StreamBook.Cli.Inspect;

namespace StreamBook.Cli.Commands;

/// <summary>`book explain SB101`: all that is known of a kind of finding.</summary>
internal static class ExplainCommand
{
    public static Command Create()
    {
        var id = new Argument<string?>("ID") { Description = "The ID of a finding, such as SB101; none lists them all.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("explain", "Tells all of a finding: how it comes about, what helps at each kind of hop with its source, and where the workbook measures it.") { id };
        command.SetAction(parsed => Run(parsed.GetValue(id)));
        return CommandLine.WithExamples(command, "book explain", "book explain SB101");
    }

    private static int Run(string? id)
    {
        if (id is null)
        {
            foreach (var known in FindingKind.All)
                Console.Out.WriteLine($"{known.Id}  {known.Title}");
            return CommandLine.Ok;
        }

        var kind = FindingKind.Find(id) ?? throw new UsageException($"{id}: there is no finding of that ID. `book explain` lists them all.");
        foreach (var line in FindingText.Of(kind))
            Console.Out.WriteLine(line);
        return CommandLine.Ok;
    }
}
