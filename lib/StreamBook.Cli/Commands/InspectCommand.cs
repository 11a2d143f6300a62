using System.CommandLine;
using StreamBook.Cli.Inspect;
using StreamBook.Cli.Tapping;

namespace StreamBook.Cli.Commands;

/// <summary>`book inspect`: asks an address for its stream, and says what was measured and what is wrong.</summary>
internal static class InspectCommand
{
    public static Command Create()
    {
        // Not required by the parser, which would refuse --help without it.
        var target = new Argument<string?>("URL") { Description = "The address, http, https, ws or wss; or a file that --save wrote.", Arity = ArgumentArity.ZeroOrOne };
        target.Validators.Add(CommandLine.CheckNames);
        var options = new InspectOptions();
        var origins = new Option<string[]>("--origin")
        {
            Description = "A hop further in, and more of them, the nearest first: each is asked in turns, three times, and the hop is named at which the stream changes. Without a path it is asked for the same.",
            HelpName = "URL",
            DefaultValueFactory = _ => [],
        };
        var suite = new Option<bool>("--suite") { Description = "Ask for all streams of `book source`, to which URL leads, and show what the road breaks." };
        var silence = new Option<double>("--silence") { Description = "How many seconds the silent streams of the suite say nothing.", HelpName = "NUMBER", DefaultValueFactory = _ => 65, CustomParser = result => InspectOptions.Seconds(result, 600) };
        var probe = new Option<bool>("--probe") { Description = "Ask again, three times each: with and without compression, over TLS with HTTP/1.1 and HTTP/2, two clients at once, and one after another has left. What makes a difference is then sure." };
        var probePost = new Option<bool>("--probe-post") { Description = "The same for a POST, which is then asked as often: what it does it does again. And GET against POST." };
        var json = new Option<bool>("--json") { Description = "Write the result as JSON; docs/inspect.schema.json says how, and docs/inspect-suite.schema.json for --suite." };
        var save = new Option<string?>("--save") { Description = "Save the capture, without secrets, for `book inspect FILE` elsewhere.", HelpName = "FILE" };
        var html = new Option<string?>("--html") { Description = "Write the picture, the figures and the findings as one page.", HelpName = "FILE" };
        CommandLine.RefuseEmpty(save, "--save needs the name of a file.");
        CommandLine.RefuseEmpty(html, "--html needs the name of a file.");
        var command = new Command("inspect", "Asks for an event stream as a client does, measures it, and says what is wrong with it on its way here. It talks only to addresses that you name.") { target };
        var tap = new TapOptions();
        options.AddTo(command);
        foreach (var option in (Option[])[origins, suite, silence, probe, probePost, json, save, html])
            command.Add(option);
        tap.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (tap.Read(parsed, options.Insecure, options.Llm, json) is { } between)
                return await TapRun.RunAsync(between.Listen, new(between.To, parsed.GetValue(options.Insecure)), parsed.GetValue(json), parsed.GetValue(options.Llm), cancellationToken);
            var name = parsed.GetValue(target) ?? throw new UsageException("What is to be inspected? Write the address of a stream, or a file that --save wrote.");
            var inspection = new Inspection(parsed.GetValue(json), parsed.GetValue(save), parsed.GetValue(html), parsed.GetValue(probe) || parsed.GetValue(probePost), parsed.GetValue(probePost));
            if (parsed.GetValue(suite) && (inspection.Save ?? inspection.Html) is not null)
                throw new UsageException("--suite asks for many streams: --save and --html are for one. --json writes all that was seen.");
            if (inspection.IsProbed && (parsed.GetValue(suite) || parsed.GetValue(origins) is not [] || File.Exists(name)))
                throw new UsageException("--probe is for one address: --suite and --origin ask in ways of their own, and a file cannot be asked.");
            foreach (var file in new[] { inspection.Save, inspection.Html }.OfType<string>())
                ResultFile.Require(file);
            if (File.Exists(name))
                return inspection.OfFile(name, parsed.GetValue(options.Llm));
            var request = options.Read(parsed, name);
            if (inspection.IsProbed)
                Probe.Require(request, parsed.GetValue(probePost));
            await WarmUp.RunAsync(request.Body);
            return await ((parsed.GetValue(suite), parsed.GetValue(origins)) switch
            {
                (true, _) => SuiteRun.RunAsync(request, TimeSpan.FromSeconds(parsed.GetValue(silence)), inspection.IsJson, cancellationToken),
                (_, []) => inspection.OfAsync(request, cancellationToken),
                (_, var further) => inspection.OfAsync(request, further!, cancellationToken),
            });
        });
        return CommandLine.WithExamples(
            command,
            InspectVerdict.ExitCodes,
            "book inspect https://example.com/events",
            "book inspect http://localhost:8080/v1/chat/completions --data @request.json -H \"Authorization: Bearer $KEY\"",
            "book inspect http://localhost:8080/clock --save clock.json",
            "book inspect clock.json",
            "book inspect https://example.com/events --origin http://10.0.0.2:8080 --origin http://10.0.0.3:5000",
            "book inspect --suite http://localhost:8080/",
            "book inspect --listen 9000 --to https://chat.example.com");
    }
}
