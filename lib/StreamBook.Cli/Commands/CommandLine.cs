using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;
using StreamBook.Cli.Lint;

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

    private static readonly ExitCodesText _exitCodes = new("Exit codes: 0 fine, 1 a notebook or check failed, 2 wrong usage, 3 a check could not be made.");

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
        // A name that begins with @ would be replaced by what is in that file.
        var parsed = Root().Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
                await Console.Error.WriteLineAsync(MessageOf(error));
            await Console.Error.WriteLineAsync("`book --help` and `book COMMAND --help` say what can be asked for.");
            return Usage;
        }

        try
        {
            // Its own handling of signals fails at the second one.
            using var end = new EndRequest();
            return await parsed.InvokeAsync(new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, end.Asked);
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
        catch (IOException e) when (Writing.IsForWantOfSpace(e))
        {
            await Console.Error.WriteLineAsync("The disk is full: what was written is not whole.");
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

    /// <summary>A port, as an option says it.</summary>
    public static int Port(ArgumentResult result)
    {
        var text = result.Tokens.Single().Value;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= IPEndPoint.MaxPort)
            return port;
        result.AddError($"--port {text}: not a port; write a number from 1 to {IPEndPoint.MaxPort}.");
        return 0;
    }

    private static string[] Versions(ArgumentResult result)
    {
        string[] versions = [.. result.Tokens.SelectMany(token => token.Value.Split(',', StringSplitOptions.TrimEntries)).Distinct()];
        foreach (var version in versions.Where(version => !Version.TryParse(version, out var parts) || parts.Revision >= 0))
            result.AddError($"--nginx {version}: not a version of nginx; write 1.28 or 1.28.0, and commas between several.");
        return versions;
    }

    /// <summary>All commands.</summary>
    public static Command Root()
    {
        var root = new Command("book", "Interactive notebooks about event streams, WebSocket, and nginx between them. Without a command: opens the workbook in the browser. `./book test` runs the tests of the book itself.")
        {
            ServeCommand.Create(),
            RunCommand.Create(),
            PublishCommand.Create(),
            FmtCommand.Create(),
            DecodeCommand.Create(),
            InspectCommand.Create(),
            ExplainCommand.Create(),
            SourceCommand.Create(),
            LintCommand.Create(),
            TryCommand.Create(),
            LabCommand.Create(),
            CheckCommand.Create(),
            WatchCommand.Create(),
            StatusCommand.Create(),
            HintCommand.Create(),
            ResetCommand.Create(),
            ExercisesCommand.Create(),
            GradeCommand.Create(),
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
        files.Validators.Add(CheckNames);
        return files;
    }

    /// <summary>What is wrong, in a sentence; of an argument that is missing, also which.</summary>
    private static string MessageOf(ParseError error) => error.SymbolResult is ArgumentResult { Tokens.Count: 0, Argument: { Arity.MinimumNumberOfValues: > 0 } missing, Parent: CommandResult { Command.Name: var command } }
        ? $"`book {command}` needs {missing.HelpName ?? missing.Name}. {missing.Description}"
        : error.Message;

    /// <summary>Refuses an option that was given without a value, as <c>--trx ""</c>.</summary>
    public static void RefuseEmpty(Option<string?> option, string sentence) => option.Validators.Add(result =>
    {
        if (result.Tokens is [var value] && string.IsNullOrWhiteSpace(value.Value))
            result.AddError(sentence);
    });

    /// <summary>Refuses, among names, an option that is misspelt, and an empty one, as of a variable that is not set.</summary>
    public static void CheckNames(ArgumentResult result)
    {
        if (result.Tokens.Any(token => token.Value.Length == 0))
            result.AddError("An empty name was given; write one, or leave it out.");
        foreach (var token in result.Tokens.Where(token => token.Value.StartsWith('-') && token.Value != "-"))
            result.AddError($"There is no option {token.Value}.");
    }

    /// <summary>Adds examples to the end of a command's help.</summary>
    public static Command WithExamples(Command command, params string[] examples) => WithExamples(command, _exitCodes, examples);

    /// <summary>The same for a command whose exit codes mean something of their own.</summary>
    public static Command WithExamples(Command command, ExitCodesText exitCodes, params string[] examples)
    {
        var help = command.Options.OfType<HelpOption>().FirstOrDefault();
        if (help is null)
            command.Add(help = new HelpOption());
        help.Action = new HelpWithExamples(exitCodes, examples);
        return command;
    }

    /// <summary>What a command's exit codes mean, as its help says it.</summary>
    public sealed record ExitCodesText(string Text);

    private sealed class HelpWithExamples(ExitCodesText exitCodes, string[] examples) : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            new HelpAction().Invoke(parseResult);
            var output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Examples:");
            foreach (var example in examples)
                output.WriteLine($"  {example}");
            output.WriteLine();
            output.WriteLine(exitCodes.Text);
            return Ok;
        }
    }
}
