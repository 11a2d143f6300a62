using System.CommandLine;
using StreamBook.Cli.Document;

namespace StreamBook.Cli.Commands;

/// <summary>`book fmt`: one way to write a notebook, so that a diff shows what somebody changed.</summary>
internal static class FmtCommand
{
    public static Command Create()
    {
        var files = CommandLine.Files("Notebooks; none means every notebook of the book.");
        var check = new Option<bool>("--check") { Description = "Change nothing; exit with 1 if a notebook would change." };
        var command = new Command("fmt", "Rewrites notebooks in their canonical form, without outputs.") { files, check };
        command.SetAction(parsed => Run(parsed.GetValue(files)!, parsed.GetValue(check)));
        return CommandLine.WithExamples(command, "book fmt", "book fmt --check notebooks/01-event-stream-format.ipynb");
    }

    private static int Run(string[] files, bool check)
    {
        var changed = Book.Notebooks(files, book => book.All).Where(file => !file.IsCanonical).ToArray();
        foreach (var file in changed)
        {
            if (!check)
                Writing.To(file.Path, file.Rewrite);
            Console.Out.WriteLine(check ? $"{file.Path} is not in canonical form." : $"{file.Path} rewritten.");
        }

        if (check && changed.Length > 0)
            Console.Error.WriteLine("`book fmt` rewrites them.");
        return check && changed.Length > 0 ? CommandLine.Failed : CommandLine.Ok;
    }
}
