using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

namespace StreamBook.Cli.Commands;

/// <summary>The commands of `book`, and what all of them share: help with examples, exit codes, errors in a sentence.</summary>
internal static class CommandLine
{
    /// <summary>Fine.</summary>
    public const int Ok = 0;

    /// <summary>A notebook or a check failed.</summary>
    public const int Failed = 1;

    /// <summary>Wrong usage: what was asked for cannot be done.</summary>
    public const int Usage = 2;

    /// <summary>A check could not be made: nothing is said of the learner's answer.</summary>
    public const int BookBroke = 3;

    /// <summary>Ended by Ctrl-C, as a shell has it.</summary>
    public const int Interrupted = 130;

    /// <summary>Where labs run.</summary>
    public static Option<LabHost> HostOption() => new("--host")
    {
        Description = "Where labs run: auto takes containers where an engine and its images are there, else processes.",
        HelpName = "auto|processes|containers",
        DefaultValueFactory = _ => LabHost.Auto,
        CustomParser = Host,
    };

    /// <summary>Versions of nginx, with commas between them.</summary>
    public static Option<string[]> NginxOption(string description) => new("--nginx")
    {
        Description = description,
        HelpName = "VERSIONS",
        DefaultValueFactory = _ => [],
        CustomParser = Versions,
    };

    public static async Task<int> RunAsync(string[] args)
    {
        var parsed = Root().Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
                await Console.Error.WriteLineAsync(error.Message);
            await Console.Error.WriteLineAsync("`book --help` and `book COMMAND --help` say what can be asked for.");
            return Usage;
        }

        try
        {
            // A kernel or an nginx needs a moment to end; only then may this process.
            return await parsed.InvokeAsync(new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(10) });
        }
        catch (OperationCanceledException)
        {
            return Interrupted;
        }
        catch (UsageException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return Usage;
        }
        catch (Exception e) when (e is LabException or NginxConfigurationException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return Failed;
        }
        catch (Exception e) when (Environment.GetEnvironmentVariable("STREAMBOOK_DEBUG") is not "1")
        {
            await Console.Error.WriteLineAsync($"book: {e.Message}\nThis was not expected. STREAMBOOK_DEBUG=1 shows where it happened.");
            return Failed;
        }
    }

    private static LabHost Host(ArgumentResult result)
    {
        var text = result.Tokens.Single().Value;
        var name = Array.Find(Enum.GetNames<LabHost>(), name => name.Equals(text, StringComparison.OrdinalIgnoreCase));
        if (name is null)
            result.AddError($"--host {text}: labs run nowhere of that name; write auto, processes or containers.");
        return name is null ? default : Enum.Parse<LabHost>(name);
    }

    private static string[] Versions(ArgumentResult result)
    {
        string[] versions = [.. result.Tokens.SelectMany(token => token.Value.Split(',', StringSplitOptions.TrimEntries)).Distinct()];
        foreach (var version in versions.Where(version => !Version.TryParse(version, out var parts) || parts.Revision >= 0))
            result.AddError($"--nginx {version}: not a version of nginx; write 1.28 or 1.28.0, and commas between several.");
        return versions;
    }

    private static Command Root()
    {
        var root = new Command("book", "Interactive notebooks about event streams, WebSocket, and nginx between them. Without a command: opens the workbook in the browser. `./book test` runs the tests of the book itself.")
        {
            ServeCommand.Create(),
            RunCommand.Create(),
            PublishCommand.Create(),
            FmtCommand.Create(),
            DecodeCommand.Create(),
            LabCommand.Create(),
            CheckCommand.Create(),
            WatchCommand.Create(),
            StatusCommand.Create(),
            ResetCommand.Create(),
            ExercisesCommand.Create(),
            DoctorCommand.Create(),
            new HelpOption(),
            new VersionOption(),
        };
        new ServeCommand.ServeOptions().AddTo(root);
        WithExamples(root, "book", "book run", "book run notebooks/01-event-stream-format.ipynb", "curl -sN http://localhost:8080/clock | book decode");
        return root;
    }

    /// <summary>Any number of files. A misspelt option is not taken for one.</summary>
    public static Argument<string[]> Files(string description)
    {
        var files = new Argument<string[]>("FILES") { Description = description, Arity = ArgumentArity.ZeroOrMore };
        files.Validators.Add(RefuseOptions);
        return files;
    }

    /// <summary>Refuses an option that was given without a value, as <c>--trx ""</c>.</summary>
    public static void RefuseEmpty(Option<string?> option, string sentence) => option.Validators.Add(result =>
    {
        if (result.Tokens is [var value] && string.IsNullOrWhiteSpace(value.Value))
            result.AddError(sentence);
    });

    public static void RefuseOptions(ArgumentResult result)
    {
        foreach (var token in result.Tokens.Where(token => token.Value.StartsWith('-') && token.Value != "-"))
            result.AddError($"There is no option {token.Value}.");
    }

    /// <summary>Adds examples to the end of a command's help.</summary>
    public static Command WithExamples(Command command, params string[] examples)
    {
        var help = command.Options.OfType<HelpOption>().FirstOrDefault();
        if (help is null)
            command.Add(help = new HelpOption());
        help.Action = new HelpWithExamples(examples);
        return command;
    }

    private sealed class HelpWithExamples(string[] examples) : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            new HelpAction().Invoke(parseResult);
            var output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Examples:");
            foreach (var example in examples)
                output.WriteLine($"  {example}");
            output.WriteLine();
            output.WriteLine("Exit codes: 0 fine, 1 a notebook or check failed, 2 wrong usage, 3 a check could not be made.");
            return Ok;
        }
    }
}
